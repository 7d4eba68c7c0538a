import { type ReadonlySignal, signal } from '@preact/signals';
import type { App } from '../../client/app.ts';
import { type Core, type CoreDeps, createCore } from '../../client/core.ts';
import { shortName } from '../../i18n/names.ts';
import { OpenChatPage } from './pages.tsx';

/** What the list needs, at once; and everything else of the panel, as soon as its script is there. */
export interface PanelCore extends Core {
  app: ReadonlySignal<App | 'failed' | null>;
}

export const isApp = (app: App | 'failed' | null): app is App => app !== null && app !== 'failed';

/** The list is painted first: this runs when the page has nothing to do, and soon in any case. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 250 });
  else setTimeout(work, 50);
}

/** Starts the panel of one person: the list, then what one reads and writes with, then the script of an open chat. */
export async function createPanelCore(deps: CoreDeps): Promise<PanelCore> {
  const core = await createCore(deps);
  const app = signal<App | 'failed' | null>(null);
  let closed = false;

  async function startRest() {
    try {
      const { startMessenger } = await import('../../client/app.ts');
      if (closed) return;
      const started = await startMessenger(core, { session: deps.session, shortName });
      if (closed) started.close();
      else app.value = started;
    } catch {
      app.value = 'failed';
    }
    await OpenChatPage.load();
  }
  whenIdle(() => void startRest());

  return {
    ...core,
    app,
    close() {
      closed = true;
      const started = app.value;
      if (isApp(started)) started.close();
      else core.close();
    },
  };
}
