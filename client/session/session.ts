import { batch, type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import { AccountState, BindAnswer, type BindRequest } from '../../protocol/accounts.ts';
import type { Me } from '../../protocol/people.ts';
import { request } from '../http.ts';
import { ClientError, type ClientErrorCode, type Platform } from '../platform.ts';
import { wipeStore } from '../store.ts';
import { type HeldAccount, keepUnsent, onlyTheirs, toHeld } from './accounts.ts';
import { type Credentials, createTokens } from './tokens.ts';
import type { StoredSession, Vault } from './vault.ts';

/** Who is active on this browser, as every page sees it. `ended`: the account that must sign in again. */
export type SessionState =
  | { kind: 'loading' }
  | { kind: 'no-server' }
  | { kind: 'signed-out'; error?: ClientErrorCode; ended?: AccountState }
  | { kind: 'choosing'; account: AccountState }
  | { kind: 'ready'; account: AccountState; person: Me };

/** Credentials here are those of the active account. */
export interface Session extends Credentials {
  state: ReadonlySignal<SessionState>;
  /** All accounts of this browser, the one that was used last first. */
  accounts: ReadonlySignal<HeldAccount[]>;
  /** Strangers use this computer one after the other: it holds one account. */
  isShared: ReadonlySignal<boolean>;
  /** Another page has made somebody else active: this one says so. Until `seen`, or until this page changes it. */
  isMoved: ReadonlySignal<boolean>;
  seen(): void;
  /** Signs in one more account, or an old one again, and makes it the active one. Throws ClientError while another
   *  one stays active; otherwise the state has the reason. */
  signIn(): Promise<void>;
  /** Binds one of the candidates, or whoever the school's code stands for, and uses that person from now on. */
  bind(input: BindRequest): Promise<void>;
  choose(personId: string): Promise<void>;
  /** Makes an account of this browser the active one on all its pages. Throws ClientError `storage`. */
  switchTo(accountId: string, personId?: string): Promise<void>;
  /** Goes back to choosing who to be: for adding one more person by a code. */
  chooseAgain(): void;
  /** Signs out one account, the active one by default: its session, its tokens and its stores, and nothing else's. */
  signOut(accountId?: string): Promise<void>;
  signOutAll(): Promise<void>;
  /** What a socket needs of one account, whichever is active. */
  of(accountId: string): Credentials;
  /** Asks the server who this account is bound to now: the school may have given a person to somebody else. */
  refreshAccount(accountId?: string): Promise<void>;
  /** Reads again what the disk says, after the server's address has changed. */
  reload(): Promise<void>;
  close(): void;
}

const CHANNEL = 'peremenka:session';

function toState(stored: StoredSession | undefined): SessionState {
  if (!stored) return { kind: 'signed-out' };
  const { account, personId, refreshToken } = stored;
  if (!refreshToken) return { kind: 'signed-out', error: 'session-ended', ended: account };
  const person = account.people.find((one) => one.id === personId);
  return person ? { kind: 'ready', account, person } : { kind: 'choosing', account };
}

/** A disk that is full says so. */
async function written<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new ClientError('storage');
  }
}

/** The accounts of this browser, shared by all its pages: each change is told to the others. */
export function createSession(deps: { platform: Platform; vault: Vault }): Session {
  const { platform, vault } = deps;
  const state = signal<SessionState>({ kind: 'loading' });
  const accounts = signal<HeldAccount[]>([]);
  const isShared = signal(false);
  const channel = new BroadcastChannel(CHANNEL);
  const isMoved = signal(false);
  let reads = 0;

  async function reload(error?: ClientErrorCode, isElsewhere = false) {
    const read = ++reads;
    const [server, all, shared] = await Promise.all([
      platform.serverUrl(),
      vault.all(),
      platform.isShared?.() ?? false,
    ]);
    // Two windows may change it at the same moment: what was read last is true.
    if (read !== reads) return;
    const active = all.accounts.find(({ account }) => account.accountId === all.activeId);
    const next: SessionState = server ? toState(active) : { kind: 'no-server' };
    const before = state.peek();
    const isOther = before.kind === 'ready' && next.kind === 'ready' && before.person.id !== next.person.id;
    batch(() => {
      if (isOther) isMoved.value = isElsewhere;
      isShared.value = shared;
      accounts.value = toHeld(all);
      state.value = next.kind === 'signed-out' && error ? { ...next, error } : next;
    });
  }

  async function changed(error?: ClientErrorCode) {
    channel.postMessage('changed');
    await reload(error);
  }

  async function serverUrl(): Promise<string> {
    const url = await platform.serverUrl();
    if (!url) throw new ClientError('no-server');
    return url;
  }

  const of = createTokens({ platform, vault, serverUrl, onEnded });

  /** The active account's credentials; a browser without one has no token. */
  async function active(): Promise<Credentials & { accountId: string }> {
    const stored = await vault.load();
    if (!stored) throw new ClientError('token-missing');
    return { ...of(stored.account.accountId), accountId: stored.account.accountId };
  }

  /**
   * The session was ended elsewhere. What was written and not sent stays for the same person; without any, and
   * without another account to change to, nothing stays at all.
   */
  async function onEnded(accountId: string) {
    await platform.access.save(accountId, null);
    await vault.change(accountId, { refreshToken: null });
    // First everybody lets go of the stores.
    await changed('session-ended');
    const all = await vault.all();
    let unsent = 0;
    for (const personId of onlyTheirs(all.accounts, accountId)) unsent += await keepUnsent(personId);
    if (unsent > 0 || all.accounts.length > 1) return;
    await vault.remove(accountId);
    await changed('session-ended');
  }

  async function forget(accountIds: string[]) {
    for (const accountId of accountIds) {
      const people = onlyTheirs((await vault.all()).accounts, accountId);
      await platform.access.save(accountId, null);
      await vault.remove(accountId);
      for (const personId of people) await wipeStore(personId);
    }
    await changed();
  }

  async function endOnServer(accountId: string) {
    // Without a network the server ends the session by itself when the tokens run out.
    const token = await of(accountId)
      .accessToken()
      .catch(() => null);
    if (token) await request(`${await serverUrl()}/session/end`, v.object({}), { body: {}, token }).catch(() => null);
  }

  async function signOut(accountIds: string[]) {
    await Promise.all(accountIds.map(endOnServer));
    await forget(accountIds);
  }

  channel.onmessage = () => void reload(undefined, true);
  void reload();

  return {
    state,
    accounts,
    isShared,
    isMoved,
    seen: () => {
      isMoved.value = false;
    },
    serverUrl,
    of,
    accessToken: async () => (await active()).accessToken(),
    dropAccessToken: async () => (await active()).dropAccessToken(),
    reload: () => reload(),

    async refreshAccount(accountId) {
      const id = accountId ?? (await active()).accountId;
      const account = await request(`${await serverUrl()}/session`, AccountState, {
        token: await of(id).accessToken(),
      });
      const { accounts: before } = await vault.all();
      const stored = before.find((one) => one.account.accountId === id);
      if (!stored) return;
      const held = new Set(account.people.map((person) => person.id));
      for (const personId of onlyTheirs(before, id)) if (!held.has(personId)) await wipeStore(personId);
      await vault.change(id, { account, personId: held.has(stored.personId ?? '') ? stored.personId : null });
      await changed();
    },

    async signIn() {
      const result = await platform.signIn();
      const code = result.ok ? undefined : result.code;
      await changed(code);
      if (code && state.value.kind !== 'signed-out') throw new ClientError(code);
    },

    async bind(input) {
      const { accountId, accessToken } = await active();
      const answer = await request(`${await serverUrl()}/session/bind`, BindAnswer, {
        body: input,
        token: await accessToken(),
      });
      const { bound, ...account } = answer;
      await written(vault.change(accountId, { account: v.parse(AccountState, account), personId: bound.id }));
      await changed();
    },

    async choose(personId) {
      const stored = await vault.load();
      if (stored) await written(vault.change(stored.account.accountId, { personId }));
      await changed();
    },

    async switchTo(accountId, personId) {
      // Gone meanwhile (another window signed it out): what is shown is brought up to date.
      await written(vault.activate(accountId, personId));
      await changed();
    },

    chooseAgain() {
      if (state.value.kind === 'ready') state.value = { kind: 'choosing', account: state.value.account };
    },

    async signOut(accountId) {
      const id = accountId ?? (await vault.load())?.account.accountId;
      if (id) await signOut([id]);
      else await changed();
    },

    async signOutAll() {
      await signOut((await vault.all()).accounts.map(({ account }) => account.accountId));
    },

    close: () => channel.close(),
  };
}
