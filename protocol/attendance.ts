import * as v from 'valibot';
import { Id, Person } from './people.ts';

/**
 * One pupil of the class list. Times are Unix milliseconds, `minutes` are whole ones inside. `inside` and `away` are
 * said only while the lesson goes on: the pupil is there, or was there.
 */
export const Attendant = v.object({
  person: Person,
  mark: v.picklist(['present', 'absent', 'inside', 'away']),
  cameAt: v.nullable(v.number()),
  leftAt: v.nullable(v.number()),
  minutes: v.number(),
  /** Minutes after the teacher, where it was too many. */
  lateBy: v.optional(v.number()),
  /** Minutes before the end, where it was too many. */
  leftEarlyBy: v.optional(v.number()),
});
export type Attendant = v.InferOutput<typeof Attendant>;

/** A lesson's presence, held against the class list: from the teacher's coming (`from`) to the end (`until`). */
export const Attendance = v.object({
  callId: Id,
  from: v.number(),
  until: v.number(),
  isLive: v.boolean(),
  pupils: v.array(Attendant),
});
export type Attendance = v.InferOutput<typeof Attendance>;
