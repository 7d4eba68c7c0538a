import { computed, effect, type ReadonlySignal, signal } from '@preact/signals-core';
import type { Me } from '../../protocol/people.ts';
import type { Session, SessionState } from './session.ts';

/** A session as one page sees it that belongs to a person, whoever is active elsewhere. */
export interface PinnedSession extends Session {
  /** Who is active in this browser now, when that is not the person of this page. */
  other: ReadonlySignal<Me | null>;
  /** Makes the page the active person's. */
  follow(): void;
}

/**
 * Holds a page to the first person that is ready on it: a call stays as whoever joined it when another account becomes
 * active in the browser. When that person's account is gone here, the page asks who it is to be.
 */
export function pinPerson(session: Session): PinnedSession {
  const pinned = signal<{ accountId: string; personId: string } | null>(null);

  /** The page's person as this browser still holds them. */
  const mine = computed<Extract<SessionState, { kind: 'ready' }> | null>(() => {
    const held = session.accounts.value.find(({ account }) => account.accountId === pinned.value?.accountId);
    const person = held?.account.people.find(({ id }) => id === pinned.value?.personId);
    return held && person && !held.hasEnded ? { kind: 'ready', account: held.account, person } : null;
  });
  const stop = effect(() => {
    const active = session.state.value;
    if (pinned.value && !mine.value && active.kind !== 'ready') pinned.value = null;
    if (!pinned.value && active.kind === 'ready') {
      pinned.value = { accountId: active.account.accountId, personId: active.person.id };
    }
  });
  const state = computed<SessionState>(() => {
    if (mine.value) return mine.value;
    const active = session.state.value;
    return pinned.value && active.kind === 'ready' ? { kind: 'signed-out', error: 'session-ended' } : active;
  });
  const other = computed(() => {
    const active = session.state.value;
    return active.kind === 'ready' && mine.value && active.person.id !== mine.value.person.id ? active.person : null;
  });

  function follow() {
    const active = session.state.peek();
    if (active.kind !== 'ready') return;
    pinned.value = { accountId: active.account.accountId, personId: active.person.id };
  }

  return {
    ...session,
    state,
    other,
    follow,
    async signIn() {
      await session.signIn();
      follow();
    },
    async switchTo(accountId, personId) {
      await session.switchTo(accountId, personId);
      follow();
    },
    close() {
      stop();
      session.close();
    },
  };
}
