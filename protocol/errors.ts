import * as v from 'valibot';

/** Every code that the server may answer; the screen's sentence for each is in `i18n/`. */
export const ERROR_CODES = [
  'bad-request',
  'unknown-command',
  'client-too-old',
  'origin-not-allowed',
  'token-missing',
  'token-invalid',
  'token-expired',
  'session-ended',
  'person-not-linked',
  'person-not-found',
  'person-already-linked',
  'code-invalid',
  'code-expired',
  'code-locked',
  'sign-in-expired',
  'sign-in-denied',
  'sign-in-failed',
  'vk-unavailable',
  'redirect-not-allowed',
  'chat-not-found',
  'message-not-found',
  'not-allowed',
  'too-many-pinned',
  'may-not-write',
  'chat-read-only',
  'silenced',
  'title-empty',
  'title-too-long',
  'members-too-many',
  'owner-must-stay',
  'too-late',
  'text-empty',
  'text-too-long',
  'rate-limited',
  'call-not-found',
  'calls-unavailable',
  'file-not-found',
  'file-empty',
  'file-too-large',
  'files-too-many',
  'files-unavailable',
  'picture-too-large',
  'picture-broken',
  'picture-unsupported',
  'voice-broken',
  'poll-closed',
  'roster-invalid',
  'not-found',
  'internal',
] as const;

export const ErrorCode = v.picklist(ERROR_CODES);
export type ErrorCode = v.InferOutput<typeof ErrorCode>;

/** What goes back instead of a value: the code, and for a wrong input the path and reason of each fault. */
export const WireError = v.object({
  code: ErrorCode,
  issues: v.optional(v.array(v.string())),
  retryAfterMs: v.optional(v.number()),
});
export type WireError = v.InferOutput<typeof WireError>;
