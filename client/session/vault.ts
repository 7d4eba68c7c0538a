import { type DBSchema, type IDBPTransaction, openDB } from 'idb';
import type { AccountState } from '../../protocol/accounts.ts';

/** What a browser keeps of one account. The refresh token is here because content scripts cannot read it (S5). */
export interface StoredSession {
  /** Null: the session was ended elsewhere, and only signing in again helps. */
  refreshToken: string | null;
  account: AccountState;
  /** Who of the account's people is used now; null until somebody is bound. */
  personId: string | null;
  /** Unix ms, this machine's clock: when it was last made the active one. */
  usedAt: number;
}

interface VaultSchema extends DBSchema {
  accounts: { key: string; value: StoredSession };
  active: { key: 'active'; value: string };
}

/** Of the first version, which held one account. */
interface FirstSchema extends DBSchema {
  session: { key: 'current'; value: Omit<StoredSession, 'usedAt'> };
}

/** Takes over the account of a browser that could hold only one. */
async function bringOver(transaction: IDBPTransaction<VaultSchema, never[], 'versionchange'>): Promise<void> {
  const first = transaction as unknown as IDBPTransaction<FirstSchema, ['session'], 'versionchange'>;
  const kept = await first.objectStore('session').get('current');
  first.db.deleteObjectStore('session');
  if (!kept) return;
  const target = transaction as unknown as IDBPTransaction<VaultSchema, ['accounts', 'active'], 'versionchange'>;
  await target.objectStore('accounts').put({ ...kept, usedAt: Date.now() }, kept.account.accountId);
  await target.objectStore('active').put(kept.account.accountId, 'active');
}

const lastUsedFirst = (a: StoredSession, b: StoredSession) => b.usedAt - a.usedAt;

/**
 * The accounts of this browser, in the extension origin's IndexedDB, and which of them is the active one. Each change
 * is one transaction, so that pages that change at the same moment lose nothing of each other's.
 */
export function openVault() {
  const opened = openDB<VaultSchema>('peremenka-session', 2, {
    async upgrade(db, oldVersion, _newVersion, transaction) {
      db.createObjectStore('accounts');
      db.createObjectStore('active');
      if (oldVersion === 1) await bringOver(transaction as never);
    },
    blocking: () => void opened.then((db) => db.close()),
  });
  const begin = async () => (await opened).transaction(['accounts', 'active'], 'readwrite', { durability: 'strict' });

  return {
    /** All accounts, the one that was used last first, and the active one's id. */
    async all(): Promise<{ accounts: StoredSession[]; activeId: string | null }> {
      const transaction = (await opened).transaction(['accounts', 'active']);
      const [accounts, activeId] = await Promise.all([
        transaction.objectStore('accounts').getAll(),
        transaction.objectStore('active').get('active'),
      ]);
      return { accounts: accounts.sort(lastUsedFirst), activeId: activeId ?? null };
    },

    async find(accountId: string): Promise<StoredSession | null> {
      return (await (await opened).get('accounts', accountId)) ?? null;
    },

    /** The active account. */
    async load(): Promise<StoredSession | null> {
      const transaction = (await opened).transaction(['accounts', 'active']);
      const activeId = await transaction.objectStore('active').get('active');
      return (activeId ? await transaction.objectStore('accounts').get(activeId) : null) ?? null;
    },

    /** Keeps an account that has signed in, and makes it the active one; it goes on as whoever it was used as before. */
    async add(session: Omit<StoredSession, 'usedAt'>): Promise<void> {
      const { accountId, people } = session.account;
      const transaction = await begin();
      const before = await transaction.objectStore('accounts').get(accountId);
      const wasThere = people.some(({ id }) => id === before?.personId);
      const personId = session.personId ?? (wasThere ? (before?.personId ?? null) : null);
      await Promise.all([
        transaction.objectStore('accounts').put({ ...session, personId, usedAt: Date.now() }, accountId),
        transaction.objectStore('active').put(accountId, 'active'),
        transaction.done,
      ]);
    },

    /** Changes an account that is still there. */
    async change(accountId: string, values: Partial<StoredSession>): Promise<void> {
      const transaction = await begin();
      const before = await transaction.objectStore('accounts').get(accountId);
      await Promise.all([
        before && transaction.objectStore('accounts').put({ ...before, ...values }, accountId),
        transaction.done,
      ]);
    },

    /** Makes an account the active one, as one of its people or as whoever it was used as; false when it is gone. */
    async activate(accountId: string, personId?: string): Promise<boolean> {
      const transaction = await begin();
      const before = await transaction.objectStore('accounts').get(accountId);
      const isTheirs = before?.account.people.some(({ id }) => id === personId);
      const person = isTheirs && personId ? { personId } : {};
      await Promise.all([
        before && transaction.objectStore('accounts').put({ ...before, ...person, usedAt: Date.now() }, accountId),
        before && transaction.objectStore('active').put(accountId, 'active'),
        transaction.done,
      ]);
      return before !== undefined;
    },

    /** Forgets an account; of the others the one that was used last is active then, rather one that is signed in. */
    async remove(accountId: string): Promise<void> {
      const transaction = await begin();
      const [accounts, activeId] = [transaction.objectStore('accounts'), transaction.objectStore('active')];
      await accounts.delete(accountId);
      if ((await activeId.get('active')) === accountId) {
        const rest = (await accounts.getAll()).sort(lastUsedFirst);
        const next = rest.find(({ refreshToken }) => refreshToken) ?? rest[0];
        await (next ? activeId.put(next.account.accountId, 'active') : activeId.delete('active'));
      }
      await transaction.done;
    },
  };
}
export type Vault = ReturnType<typeof openVault>;
