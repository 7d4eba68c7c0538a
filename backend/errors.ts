import type { ErrorCode } from '../protocol/errors.ts';

/** The only error that a rule throws on purpose; the gateway and the http error handler turn it into an answer. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly issues: string[] | undefined;
  readonly retryAfterMs: number | undefined;

  /** `issues`: path and reason of each fault of an input; `retryAfterMs`: when it may be tried again. */
  constructor(code: ErrorCode, details: { issues?: string[]; retryAfterMs?: number } = {}) {
    super(code);
    this.name = 'AppError';
    this.code = code;
    this.issues = details.issues;
    this.retryAfterMs = details.retryAfterMs;
  }
}
