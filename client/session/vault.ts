import { type DBSchema, openDB } from 'idb';
import type { AccountState } from '../../protocol/accounts.ts';

/** What a signed-in browser keeps. The refresh token is here because content scripts cannot read it (S5). */
export interface StoredSession {
  refreshToken: string;
  account: AccountState;
  /** Who of the account's people is used now; null until somebody is bound. */
  personId: string | null;
}

interface VaultSchema extends DBSchema {
  session: { key: 'current'; value: StoredSession };
}

/** The session on disk, in the extension origin's IndexedDB. */
export function openVault() {
  const opened = openDB<VaultSchema>('peremenka-session', 1, {
    upgrade: (db) => void db.createObjectStore('session'),
  });
  return {
    load: async () => (await (await opened).get('session', 'current')) ?? null,
    save: async (session: StoredSession) => void (await (await opened).put('session', session, 'current')),
    clear: async () => (await opened).delete('session', 'current'),
  };
}
export type Vault = ReturnType<typeof openVault>;
