import type { ErrorCode } from '../protocol/errors.ts';

/** The access token as pages keep it between them; `expiresAt` is Unix ms. */
export interface AccessToken {
  token: string;
  expiresAt: number;
}

/**
 * What differs between the extension and the web page. Implemented once in `entrypoints/` and once in `web/`.
 * Secrets: the access token lives where no page and no content script can read it (S5).
 */
export interface Platform {
  /** Address of the school's server without a slash at the end; undefined until somebody sets it. */
  serverUrl(): Promise<string | undefined>;
  /** Each account of this browser has its own. */
  access: {
    load(accountId: string): Promise<AccessToken | null>;
    save(accountId: string, access: AccessToken | null): Promise<void>;
  };
  /** Whether strangers use this computer one after the other (a school's): then it holds one account. */
  isShared?(): Promise<boolean>;
  /** Starts the sign-in, wherever it runs; resolves when it ended. */
  signIn(): Promise<{ ok: true } | { ok: false; code: ClientErrorCode }>;
}

/** Where a web auth flow runs (the background, or a window): opens the address, resolves with the redirect's URL. */
export interface WebAuthFlow {
  redirectUri: string;
  launch(url: string): Promise<string>;
}

/** What can go wrong on this side of the network, beside what the server answers. */
export type ClientErrorCode =
  | ErrorCode
  | 'offline'
  | 'timeout'
  | 'storage'
  | 'cancelled'
  | 'no-server'
  | 'too-many-accounts'
  | 'files-waiting';

/** An error that a person is told about; the sentence is in `i18n/`. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ClientErrorCode, retryAfterMs?: number) {
    super(code);
    this.name = 'ClientError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
