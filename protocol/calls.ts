import * as v from 'valibot';
import { CallRoomState } from './call-room.ts';
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
  /** A direct call that the other has not answered yet. */
  isRinging: v.optional(v.literal(true)),
  /** Somebody inside records it; who that is, those inside are told. */
  isRecorded: v.optional(v.literal(true)),
  /** While the call's rules say who writes in its chat: whom, beside who leads, they let. Missing: everybody. */
  writers: v.optional(v.array(Id)),
});
export type Call = v.InferOutput<typeof Call>;

/** How a direct call ended that nobody answered. */
export const CallOutcome = v.picklist(['declined', 'no-answer', 'cancelled']);
export type CallOutcome = v.InferOutput<typeof CallOutcome>;

/** What the call page shows before one joins. */
export const CallState = v.object({
  call: v.nullable(Call),
  participants: v.array(Person),
  canStart: v.boolean(),
  service: CallsStatus,
  /** How the direct chat's last call ended before anybody answered; only while none goes on. */
  outcome: v.optional(CallOutcome),
});
export type CallState = v.InferOutput<typeof CallState>;

/**
 * Answer to `call:join`: not started yet; before the door, until staff is inside (`staff`) or lets one in (`knock`);
 * not let in; or a ticket of at most two minutes for one room (S15). Who waits asks again when told so.
 */
export const CallTicket = v.variant('status', [
  v.object({ status: v.literal('not-started') }),
  v.object({ status: v.literal('waiting'), callId: Id, reason: v.picklist(['staff', 'knock']) }),
  v.object({ status: v.picklist(['refused', 'removed']), callId: Id }),
  v.object({
    status: v.literal('live'),
    call: Call,
    url: v.string(),
    token: v.string(),
    canEnd: v.boolean(),
    people: v.array(Person),
    room: CallRoomState,
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
