import * as v from 'valibot';
import { Id, Person } from './people.ts';

/** Whether calls can be made at all; `reason` is for the person who mends it. */
export const CallsStatus = v.variant('status', [
  v.object({ status: v.literal('available') }),
  v.object({ status: v.literal('unavailable'), reason: v.string() }),
]);
export type CallsStatus = v.InferOutput<typeof CallsStatus>;

/** A call that goes on. Times are Unix milliseconds. */
export const Call = v.object({
  id: Id,
  chatId: Id,
  startedBy: Id,
  startedAt: v.number(),
  participantCount: v.number(),
});
export type Call = v.InferOutput<typeof Call>;

/** What the call page shows before one joins. */
export const CallState = v.object({
  call: v.nullable(Call),
  participants: v.array(Person),
  canStart: v.boolean(),
  service: CallsStatus,
});
export type CallState = v.InferOutput<typeof CallState>;

/** Answer to `call:join`: not started yet, or a ticket of at most two minutes for one room (S15). */
export const CallTicket = v.variant('status', [
  v.object({ status: v.literal('not-started') }),
  v.object({
    status: v.literal('live'),
    call: Call,
    url: v.string(),
    token: v.string(),
    canEnd: v.boolean(),
    people: v.array(Person),
  }),
]);
export type CallTicket = v.InferOutput<typeof CallTicket>;

/** What a check of the connection tries: a room of one's own where calls work, and a path to measure the speed with. */
export const CheckTicket = v.object({
  media: v.nullable(v.object({ url: v.string(), token: v.string() })),
  /** Below the server's address, good for minutes: `GET` gives and `POST` takes a million bytes. */
  speedPath: v.string(),
});
export type CheckTicket = v.InferOutput<typeof CheckTicket>;
