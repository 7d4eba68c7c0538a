import * as v from 'valibot';
import { Id } from './people.ts';

/** A browser in which my account is signed in. Times are Unix ms; `userAgent` as the browser named itself. */
export const SessionInfo = v.object({
  id: Id,
  userAgent: v.string(),
  createdAt: v.number(),
  /** When it last fetched a token: right to about ten minutes. */
  seenAt: v.number(),
  isCurrent: v.boolean(),
});
export type SessionInfo = v.InferOutput<typeof SessionInfo>;
