import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { VkAccount } from './accounts.ts';

/** Ways to misbehave, to be changed while the stand-in runs. */
export interface Switches {
  /** The callback carries JSON in `payload` instead of flat parameters. */
  payloadCallback: boolean;
  /** Token answers come without `token_type`. */
  omitTokenType: boolean;
  /** Status of `{error}` answers: 200, as VK does it, or a 4xx. */
  errorStatus: number;
  /** How long each answer of `/oauth2/` waits, milliseconds. */
  delayMs: number;
  /** Every connection is cut without an answer. */
  isDown: boolean;
  /** `/oauth2/` answers 500 with a page instead of JSON. */
  isBroken: boolean;
  /** `/oauth2/auth` answers this error code. */
  tokenError: string | null;
  /** The token answer carries another state. */
  wrongState: boolean;
  /** user_info tells of somebody else. */
  wrongUser: boolean;
  /** user_info leaves out the phone, as for an app without that scope. */
  withoutPhone: boolean;
}

export interface VkIdOptions {
  /** Numeric id of the only registered app. */
  clientId: string;
  /** Its trusted redirect addresses, compared exactly. */
  redirectUris: string[];
  /** Makes the app a confidential one. */
  serviceToken?: string;
  accounts: VkAccount[];
  /** Unix milliseconds; the real clock unless told. */
  clock?: () => number;
  /** Where codes of "SMS" go. */
  log: (line: string) => void;
  /** Told the path of each request to `/oauth2/`. */
  onRequest?: (path: string) => void;
  switches?: Partial<Switches>;
}

/** A browser, by its cookie: VK's `device_id`, and who is signed in there. */
export interface Browser {
  id: string;
  deviceId: string;
  userId: number | undefined;
}

/** What `/authorize` was asked, after it was checked. */
export interface AuthorizeRequest {
  redirectUri: string;
  state: string;
  challenge: string;
  scope: string;
  prompt: string[];
}

export type Step = 'account' | 'phone' | 'password' | 'code' | 'new-password' | 'name' | 'consent';

/** One sign-in on its way through the pages. */
export interface Flow {
  id: string;
  browser: Browser;
  request: AuthorizeRequest;
  step: Step;
  phone: string;
  /** The "SMS", until it is used; `isProven` once the right code was typed. */
  sms: { code: string; purpose: 'register' | 'recover'; triesLeft: number; expiresAt: number } | undefined;
  isProven: boolean;
  /** What the next page says above its form. */
  notice: string;
}

export interface Grant {
  userId: number;
  scope: string;
  deviceId: string;
}

/** All that the stand-in knows; in memory, as long as it runs. */
export interface World {
  options: VkIdOptions;
  clock: () => number;
  switches: Switches;
  accounts: Map<number, VkAccount>;
  browsers: Map<string, Browser>;
  flows: Map<string, Flow>;
  /** `userId scope` pairs that were allowed. */
  consents: Set<string>;
  codes: Map<string, Grant & { redirectUri: string; challenge: string; expiresAt: number; isUsed: boolean }>;
  accessTokens: Map<string, Grant & { expiresAt: number }>;
  refreshTokens: Map<string, Grant & { expiresAt: number }>;
  /** Signs id_tokens (RS256). */
  key: KeyObject;
}

export function createWorld(options: VkIdOptions): World {
  return {
    options,
    clock: options.clock ?? Date.now,
    switches: {
      payloadCallback: false,
      omitTokenType: false,
      errorStatus: 200,
      delayMs: 0,
      isDown: false,
      isBroken: false,
      tokenError: null,
      wrongState: false,
      wrongUser: false,
      withoutPhone: false,
      ...options.switches,
    },
    accounts: new Map(options.accounts.map((account) => [account.userId, { ...account }])),
    browsers: new Map(),
    flows: new Map(),
    consents: new Set(),
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  };
}

export function randomId(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

/** VK's look of codes and tokens. */
export function vkSecret(): string {
  return `vk2.a.${randomId(48)}`;
}

export function accountByPhone(world: World, phone: string): VkAccount | undefined {
  return [...world.accounts.values()].find((account) => account.phone === phone);
}

/** Digits of a Russian number however it was typed; undefined where it is none. */
export function readPhone(typed: string): string | undefined {
  const digits = typed.replace(/\D/g, '').replace(/^8(?=\d{10}$)/, '7');
  const full = /^9\d{9}$/.test(digits) ? `7${digits}` : digits;
  return /^7\d{10}$/.test(full) ? full : undefined;
}

/** `+7 912 000-00-01` */
export function showPhone(phone: string): string {
  return phone.replace(/^(\d)(\d{3})(\d{3})(\d{2})(\d{2})$/, '+$1 $2 $3-$4-$5');
}
