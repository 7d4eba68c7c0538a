import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import { AccountState, BindAnswer, type BindRequest, TokenAnswer } from '../../protocol/accounts.ts';
import type { Me } from '../../protocol/people.ts';
import { request } from '../http.ts';
import { ClientError, type ClientErrorCode, type Platform } from '../platform.ts';
import { wipeStore } from '../store.ts';
import type { StoredSession, Vault } from './vault.ts';

/** Who is signed in on this browser, as every page sees it. */
export type SessionState =
  | { kind: 'loading' }
  | { kind: 'no-server' }
  | { kind: 'signed-out'; error?: ClientErrorCode }
  | { kind: 'choosing'; account: AccountState }
  | { kind: 'ready'; account: AccountState; person: Me };

export interface Session {
  state: ReadonlySignal<SessionState>;
  serverUrl(): Promise<string>;
  signIn(): Promise<void>;
  /** Binds one of the candidates, or whoever the school's code stands for, and uses that person from now on. */
  bind(input: BindRequest): Promise<void>;
  choose(personId: string): Promise<void>;
  /** Goes back to choosing who to be: for adding one more person by a code. */
  chooseAgain(): void;
  signOut(): Promise<void>;
  /** A token good for at least half a minute; refreshes it when needed. Throws ClientError. */
  accessToken(): Promise<string>;
  /** The server refused the token although its time had not come: the next one is fetched anew. */
  dropAccessToken(): Promise<void>;
  /** Asks the server who this account is bound to now: the school may have given a person to somebody else. */
  refreshAccount(): Promise<void>;
  /** Reads again what the disk says, after the server's address has changed. */
  reload(): Promise<void>;
  close(): void;
}

const CHANNEL = 'peremenka:session';
const REFRESH_LOCK = 'peremenka:refresh';
/** A token that ends within this, ms, is refreshed first. */
const MARGIN = 30_000;
/** Answers of the token route after which only a new sign-in helps. */
const ENDED: ClientErrorCode[] = ['token-invalid', 'token-expired', 'session-ended'];

function toState(stored: StoredSession | null): SessionState {
  if (!stored) return { kind: 'signed-out' };
  const person = stored.account.people.find((one) => one.id === stored.personId);
  return person ? { kind: 'ready', account: stored.account, person } : { kind: 'choosing', account: stored.account };
}

/** The session of this browser, shared by all its pages: each change is told to the others. */
export function createSession(deps: { platform: Platform; vault: Vault }): Session {
  const { platform, vault } = deps;
  const state = signal<SessionState>({ kind: 'loading' });
  const channel = new BroadcastChannel(CHANNEL);

  async function reload(error?: ClientErrorCode) {
    const server = await platform.serverUrl();
    const next: SessionState = server ? toState(await vault.load()) : { kind: 'no-server' };
    state.value = next.kind === 'signed-out' && error ? { ...next, error } : next;
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

  async function forget(error?: ClientErrorCode) {
    const stored = await vault.load();
    await platform.access.save(null);
    await vault.clear();
    for (const person of stored?.account.people ?? []) await wipeStore(person.id);
    await changed(error);
  }

  /** Runs under the lock: another page may have refreshed while we waited. */
  async function refresh(): Promise<string> {
    const kept = await platform.access.load();
    if (kept && kept.expiresAt - Date.now() > MARGIN) return kept.token;
    const stored = await vault.load();
    if (!stored) throw new ClientError('token-missing');
    try {
      const tokens = await request(`${await serverUrl()}/ext/token`, TokenAnswer, {
        body: { grant_type: 'refresh_token', refresh_token: stored.refreshToken },
      });
      await vault.save({ ...stored, refreshToken: tokens.refresh_token });
      await platform.access.save({ token: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1000 });
      return tokens.access_token;
    } catch (error) {
      if (error instanceof ClientError && ENDED.includes(error.code)) await forget('session-ended');
      throw error;
    }
  }

  async function accessToken(): Promise<string> {
    const kept = await platform.access.load();
    if (kept && kept.expiresAt - Date.now() > MARGIN) return kept.token;
    return navigator.locks.request(REFRESH_LOCK, refresh);
  }

  channel.onmessage = () => void reload();
  void reload();

  return {
    state,
    serverUrl,
    accessToken,
    dropAccessToken: () => platform.access.save(null),
    reload: () => reload(),

    async refreshAccount() {
      const account = await request(`${await serverUrl()}/session`, AccountState, { token: await accessToken() });
      const stored = await vault.load();
      if (!stored) return;
      const isMine = account.people.some((person) => person.id === stored.personId);
      const held = new Set(account.people.map((person) => person.id));
      for (const { id } of stored.account.people) if (!held.has(id)) await wipeStore(id);
      await vault.save({ ...stored, account, personId: isMine ? stored.personId : null });
      await changed();
    },

    async signIn() {
      const result = await platform.signIn();
      await changed(result.ok ? undefined : result.code);
    },

    async bind(input) {
      const answer = await request(`${await serverUrl()}/session/bind`, BindAnswer, {
        body: input,
        token: await accessToken(),
      });
      const stored = await vault.load();
      if (!stored) throw new ClientError('token-missing');
      const { bound, ...account } = answer;
      await vault.save({ ...stored, account: v.parse(AccountState, account), personId: bound.id });
      await changed();
    },

    async choose(personId) {
      const stored = await vault.load();
      if (!stored) return;
      await vault.save({ ...stored, personId });
      await changed();
    },

    chooseAgain() {
      if (state.value.kind === 'ready') state.value = { kind: 'choosing', account: state.value.account };
    },

    async signOut() {
      const token = await accessToken().catch(() => null);
      // Without a network the server ends the session by itself when the tokens run out.
      if (token) await request(`${await serverUrl()}/session/end`, v.object({}), { body: {}, token }).catch(() => null);
      await forget();
    },

    close: () => channel.close(),
  };
}
