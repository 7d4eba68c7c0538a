import { useState } from 'preact/hooks';
import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';

/** Runs one thing with the accounts at a time, and keeps the sentence for what went wrong. */
export function useSessionAction(texts: Texts) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  async function run(action: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
    }
    setBusy(false);
  }
  return { isBusy, problem, run: (action: () => Promise<unknown>) => void run(action) };
}
