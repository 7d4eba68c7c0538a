import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type App, createApp } from '../../client/app.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import type { Session } from '../../client/session/session.ts';
import { shortName } from '../../i18n/names.ts';

/** What to do when the server will not have this page's socket: find out who we are now. */
async function settleRefusal(session: Session, code: ClientErrorCode): Promise<void> {
  if (code === 'person-not-linked') await session.refreshAccount();
  if (code === 'session-ended' || code === 'token-missing') {
    // Asking for another token ends in the sign-in screen, with the reason.
    await session.dropAccessToken();
    await session.accessToken();
  }
}

/** The application of whoever is signed in, started and ended with the person; null while there is none. */
export function useApp(session: Session): App | null {
  const app = useSignal<App | null>(null);
  useSignalEffect(() => {
    const state = session.state.value;
    const personId = state.kind === 'ready' ? state.person.id : null;
    if (app.peek()?.personId === personId) return;
    app.peek()?.close();
    app.value = null;
    if (!personId) return;
    void createApp({ session, personId, shortName }).then((started) => {
      const now = session.state.peek();
      if (now.kind === 'ready' && now.person.id === personId && !app.peek()) app.value = started;
      else started.close();
    });
  });
  useSignalEffect(() => {
    const status = app.value?.connection.status.value;
    if (status?.kind === 'refused') void settleRefusal(session, status.code).catch(() => {});
  });
  useEffect(() => {
    const retry = () => {
      if (document.visibilityState === 'visible') app.peek()?.connection.retryNow();
    };
    window.addEventListener('online', retry);
    document.addEventListener('visibilitychange', retry);
    return () => {
      window.removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', retry);
    };
  }, [app]);
  return app.value;
}
