import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { App } from '../../client/app.ts';
import { type Core, type CoreDeps, createCore } from '../../client/core.ts';
import { afterPaint } from '../../components/ui/after-paint.ts';
import { shortName } from '../../i18n/names.ts';
import { OpenChatPage } from './pages.tsx';

/** What the list needs, at once; and everything else of the panel, as soon as its script is there. */
export interface PanelCore extends Core {
  app: ReadonlySignal<App | 'failed' | null>;
}

export const isApp = (app: App | 'failed' | null): app is App => app !== null && app !== 'failed';

/** How long a server may keep an empty list before the rest is fetched without it, ms. */
const PATIENCE = 1500;

/** Runs when the page has nothing to do, and soon in any case. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: 250 });
  else setTimeout(work, 50);
}

/** Resolves when there is a list to show. */
function whenListed({ chats }: Core): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    const stop = effect(() => {
      if (chats.state.value.status === 'loading') return;
      clearTimeout(timer);
      // The first value may come while we are still subscribing.
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/**
 * Starts the panel of one person: the stored list is there when this resolves; once it is painted the connection is
 * begun, then what one reads and writes with, then the script of an open chat. Where nothing is stored the connection
 * is what the list waits for: it is begun at once, and all else waits.
 */
export async function createPanelCore(deps: CoreDeps): Promise<PanelCore> {
  let begin = () => {};
  const core = await createCore({
    ...deps,
    begin: new Promise((resolve) => {
      begin = resolve;
    }),
  });
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

  await core.chats.loaded;
  if (core.chats.state.value.status === 'loading') begin();
  void whenListed(core).then(() => {
    afterPaint(() => {
      begin();
      whenIdle(() => void startRest());
    });
  });

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
