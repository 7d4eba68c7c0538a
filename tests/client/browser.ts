import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { type AccessToken, ClientError, type Platform, type WebAuthFlow } from '../../client/platform.ts';
import { createSession, type Session } from '../../client/session/session.ts';
import { runSignIn } from '../../client/session/sign-in.ts';
import { openVault, type Vault } from '../../client/session/vault.ts';
import { REDIRECT, type School } from '../backend/accounts-school.ts';
import { createVisitor, signInAtVk } from '../backend/accounts-visitor.ts';

/** A browser: its disk, what its pages share in memory, and the window in which one signs in. */
export interface Browser {
  vault: Vault;
  /** Access tokens by account; `kept` is that of whoever signed in or refreshed last. */
  access: { kept: AccessToken | null; all: Map<string, AccessToken> };
  /** The sign-in's window: by default VK's pages are walked through by this phone's owner. */
  flow: WebAuthFlow;
  /** Undefined: nobody has set the school's server. */
  server: string | undefined;
  isShared: boolean;
  /** A page of this browser; closed with it. */
  page(): Session;
  close(): void;
}

export function createBrowser(school: School, phone: string): Browser {
  globalThis.indexedDB = new IDBFactory();
  const visitor = createVisitor();
  const pages: Session[] = [];
  const tokens = new Map<string, AccessToken>();
  let last = '';
  const browser: Browser = {
    vault: openVault(),
    access: {
      all: tokens,
      get kept() {
        return tokens.get(last) ?? null;
      },
      set kept(token) {
        if (token) tokens.set(last, token);
        else tokens.delete(last);
      },
    },
    server: school.url,
    isShared: false,
    flow: {
      redirectUri: REDIRECT,
      launch: async (url) => (await signInAtVk(visitor, url, phone)).url.href,
    },
    page() {
      const page = createSession({ platform, vault: browser.vault });
      pages.push(page);
      return page;
    },
    close() {
      for (const page of pages) page.close();
    },
  };
  const platform: Platform = {
    serverUrl: async () => browser.server,
    access: {
      load: async (accountId) => tokens.get(accountId) ?? null,
      save: async (accountId, token) => {
        if (!token) tokens.delete(accountId);
        else {
          tokens.set(accountId, token);
          last = accountId;
        }
      },
    },
    isShared: async () => browser.isShared,
    async signIn() {
      try {
        const { vault, flow } = browser;
        const limit = browser.isShared ? { limit: 1 } : {};
        await runSignIn({ serverUrl: browser.server ?? '', flow, vault, access: platform.access, ...limit });
        return { ok: true };
      } catch (error) {
        return { ok: false, code: error instanceof ClientError ? error.code : 'cancelled' };
      }
    },
  };
  return browser;
}
