import type { AccountState } from '../../protocol/accounts.ts';
import { unreadOf } from '../chats/state.ts';
import { openUploadStore } from '../files/upload-store.ts';
import { nameOfStore, openStore, wipeStore } from '../store.ts';
import type { StoredSession } from './vault.ts';

/** So many accounts one browser holds: a family's. */
export const MAX_ACCOUNTS = 5;

/** An account that this browser holds, as the switcher shows it. */
export interface HeldAccount {
  account: AccountState;
  /** Who of its people it is used as; null until somebody is bound. */
  personId: string | null;
  isActive: boolean;
  /** Its session was ended elsewhere: it must sign in again. */
  hasEnded: boolean;
}

export function toHeld({ accounts, activeId }: { accounts: StoredSession[]; activeId: string | null }): HeldAccount[] {
  return accounts.map(({ account, personId, refreshToken }) => ({
    account,
    personId,
    isActive: account.accountId === activeId,
    hasEnded: refreshToken === null,
  }));
}

/** People of an account whom no other account of this browser has. */
export function onlyTheirs(accounts: StoredSession[], accountId: string): string[] {
  const others = new Set(
    accounts
      .filter(({ account }) => account.accountId !== accountId)
      .flatMap(({ account }) => account.people.map(({ id }) => id)),
  );
  const own = accounts.find(({ account }) => account.accountId === accountId);
  return (own?.account.people ?? []).map(({ id }) => id).filter((id) => !others.has(id));
}

/** Looking must not make a store where there is none. */
async function hasStore(personId: string): Promise<boolean> {
  return (await indexedDB.databases()).some(({ name }) => name === nameOfStore(personId));
}

/** What waits in a person's store while somebody else is active. */
export interface Waiting {
  /** Messages that were written and not sent. */
  unsent: number;
  /** Chats with something unread when the person was last active. */
  unread: number;
}

/** Looks into a person's store on this disk; nothing is asked of the server. */
export async function waitingOf(personId: string): Promise<Waiting> {
  if (!(await hasStore(personId))) return { unsent: 0, unread: 0 };
  const store = await openStore(personId);
  try {
    const [outbox, { chats }] = await Promise.all([store.loadOutbox(), store.loadList()]);
    return {
      unsent: outbox.filter(({ failed }) => !failed).length,
      unread: chats.filter((chat) => unreadOf(chat) > 0).length,
    };
  } finally {
    store.close();
  }
}

/** Forgets a person but for what they have not sent, files of it too. Returns how many messages that is. */
export async function keepUnsent(personId: string): Promise<number> {
  if (!(await hasStore(personId))) return 0;
  const store = await openStore(personId);
  const unsent = await store.loadOutbox();
  if (unsent.length > 0) await store.keepOnlyOutbox();
  store.close();
  if (unsent.length === 0) {
    await wipeStore(personId);
    return 0;
  }
  const needed = new Set(unsent.flatMap(({ uploads }) => uploads ?? []));
  const uploads = await openUploadStore(personId);
  for (const { id } of await uploads.load()) if (!needed.has(id)) await uploads.remove(id);
  uploads.close();
  return unsent.length;
}
