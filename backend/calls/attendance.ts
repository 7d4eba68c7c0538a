import type { Attendant } from '../../protocol/attendance.ts';
import type { Person } from '../../protocol/people.ts';

const MINUTE = 60_000;
/** Out for less than this is a connection that was lost, and no leaving. */
export const RECONNECTS_WITHIN = MINUTE;

/** What a school calls late, early and absent. */
export interface AttendanceRules {
  /** Minutes after the teacher's coming. */
  lateAfter: number;
  /** Minutes before the end. */
  earlyBefore: number;
  /** Who was there for a smaller part of the lesson, 0 to 1, was absent. */
  presentFrom: number;
}

export const USUAL_RULES: AttendanceRules = { lateAfter: 5, earlyBefore: 5, presentFrom: 0.5 };

/** Unix ms; `to` null: still inside. */
export interface Interval {
  from: number;
  to: number | null;
}

/** A lesson's time, Unix ms; `until` is now while it goes on. */
export interface LessonTime {
  from: number;
  until: number;
  isLive: boolean;
}

/**
 * The times that one person was there, on whichever of their devices, in order. What is only `RECONNECTS_WITHIN`
 * apart is one time. Nothing goes on after `until`.
 */
export function mergeIntervals(intervals: Interval[], until: number): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = [];
  const ended = intervals.map(({ from, to }) => ({ from, to: Math.min(to ?? until, until) }));
  for (const next of ended.filter(({ from, to }) => to >= from).sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && next.from - last.to <= RECONNECTS_WITHIN) last.to = Math.max(last.to, next.to);
    else merged.push({ ...next });
  }
  return merged;
}

/**
 * One pupil's mark. Who came before the teacher counts from the teacher's coming; who is under the part that the
 * school asks for was absent, whenever they came and left.
 */
export function attend(person: Person, intervals: Interval[], time: LessonTime, rules: AttendanceRules): Attendant {
  const stays = mergeIntervals(intervals, time.until);
  const counted = stays.map(({ from, to }) => ({ from: Math.max(from, time.from), to }));
  const inLesson = counted.filter(({ from, to }) => to > from);
  const inside = inLesson.reduce((sum, { from, to }) => sum + to - from, 0);
  const first = stays.at(0);
  const last = stays.at(-1);
  const isOpen = time.isLive && intervals.some(({ to }) => to === null);
  const shared = {
    ...{ person, cameAt: first?.from ?? null, minutes: Math.floor(inside / MINUTE) },
    leftAt: isOpen ? null : (last?.to ?? null),
  };
  const length = time.until - time.from;
  const isAbsent = time.isLive ? stays.length === 0 : inside === 0 || inside < rules.presentFrom * length;
  if (isAbsent) return { ...shared, mark: 'absent' };
  const late = ((inLesson.at(0) ?? counted.at(-1))?.from ?? time.from) - time.from;
  const early = time.until - (inLesson.at(-1)?.to ?? time.until);
  return {
    ...shared,
    mark: time.isLive ? (isOpen ? 'inside' : 'away') : 'present',
    ...(late > rules.lateAfter * MINUTE ? { lateBy: Math.floor(late / MINUTE) } : {}),
    ...(!time.isLive && early > rules.earlyBefore * MINUTE ? { leftEarlyBy: Math.floor(early / MINUTE) } : {}),
  };
}

/** A call as the lesson's time needs it. */
interface Ended {
  startedAt: number;
  endedAt: number | null;
  endReason: string | null;
}

/**
 * When the lesson was: from the first of the staff inside to the end for all, or where it ended by itself, to when the
 * last of the staff left. Without staff it is the time of the call.
 */
export function lessonTime(call: Ended, staff: Interval[], now: number): LessonTime {
  const isLive = call.endedAt === null;
  const end = call.endedAt ?? now;
  const from = staff.length > 0 ? Math.max(call.startedAt, Math.min(...staff.map((one) => one.from))) : call.startedAt;
  const gone = Math.max(...staff.map((one) => one.to ?? end));
  const endedByItself = call.endReason === 'empty' || call.endReason === 'no-staff';
  const until = endedByItself && staff.length > 0 ? Math.min(end, gone) : end;
  return { from: Math.min(from, end), until: Math.max(until, Math.min(from, end)), isLive };
}
