import { effect, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { Core, CoreDeps } from '../../client/core.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import type { Session, SessionState } from '../../client/session/session.ts';

/** Whose page it is: the browser's active person, or the one that a call's page was opened for. */
export type Whose = Pick<Session, 'state' | 'of' | 'refreshAccount'>;

/** What to do when the server will not have this page's socket: find out who we are now. */
async function settleRefusal(session: Whose, accountId: string, code: ClientErrorCode): Promise<void> {
  if (code === 'person-not-linked') await session.refreshAccount(accountId);
  if (code === 'session-ended' || code === 'token-missing') {
    const { accessToken, dropAccessToken } = session.of(accountId);
    // Asking for another token ends in the sign-in screen, with the reason.
    await dropAccessToken();
    await accessToken();
  }
}

interface Running<A> {
  accountId: string;
  app: A;
}

function isOf(state: SessionState, accountId: string, personId: string): boolean {
  return state.kind === 'ready' && state.account.accountId === accountId && state.person.id === personId;
}

/**
 * The application of whoever is signed in, started by `create` and ended with the person; null while there is none.
 * `session` and `create` must be the same every time.
 */
export function useApp<A extends Core>(session: Whose, create: (deps: CoreDeps) => Promise<A>): A | null {
  const running = useSignal<Running<A> | null>(null);
  function follow() {
    const state = session.state.value;
    const before = running.peek();
    if (before && isOf(state, before.accountId, before.app.personId)) return;
    before?.app.close();
    running.value = null;
    if (state.kind !== 'ready') return;
    const { accountId } = state.account;
    const personId = state.person.id;
    void create({ session: session.of(accountId), personId }).then((app) => {
      if (isOf(session.state.peek(), accountId, personId) && !running.peek()) running.value = { accountId, app };
      else app.close();
    });
  }
  // Not after the first paint, which is empty: who is signed in may be known by then.
  useLayoutEffect(() => effect(follow), []);
  useSignalEffect(() => {
    const now = running.value;
    const status = now?.app.connection.status.value;
    if (now && status?.kind === 'refused') void settleRefusal(session, now.accountId, status.code).catch(() => {});
  });
  useEffect(() => {
    const retry = () => {
      if (document.visibilityState === 'visible') running.peek()?.app.connection.retryNow();
    };
    window.addEventListener('online', retry);
    document.addEventListener('visibilitychange', retry);
    return () => {
      window.removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', retry);
    };
  }, [running]);
  return running.value?.app ?? null;
}
