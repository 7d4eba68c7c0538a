import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attend, type Interval, lessonTime, mergeIntervals, USUAL_RULES } from '../../backend/calls/attendance.ts';
import { readConfig } from '../../backend/config.ts';
import { csvOf, journalOf, markText } from '../../i18n/attendance-sheet.ts';
import { attendance as words } from '../../i18n/ru-attendance.ts';
import type { Attendance } from '../../protocol/attendance.ts';
import type { Person } from '../../protocol/people.ts';

const MINUTE = 60_000;
/** The lesson of the timetable: the teacher comes at minute 3 of the call and ends it at minute 43. */
const time = { from: 3 * MINUTE, until: 43 * MINUTE, isLive: false };
const pupil = (familyName = 'Иванова'): Person => ({
  ...{ id: familyName, role: 'pupil', givenName: 'Анна', familyName, className: '7Б' },
});
/** Stays of one pupil in minutes of the call; null: still inside. */
const stays = (...list: [number, number | null][]): Interval[] =>
  list.map(([from, to]) => ({ from: from * MINUTE, to: to === null ? null : to * MINUTE }));
const mark = (list: Interval[], at: typeof time = time) => {
  const one = attend(pupil(), list, at, USUAL_RULES);
  return markText(words, one, at.isLive).replaceAll('\u00a0', ' ');
};

test.each([
  ['the whole lesson', stays([3, 43]), 'на уроке', 40],
  ['before the teacher', stays([0, 43]), 'на уроке', 40],
  ['five minutes late is not late', stays([8, 43]), 'на уроке', 35],
  ['seven minutes late', stays([10, 43]), 'опоздание 7 мин', 33],
  ['away five minutes before the end', stays([3, 38]), 'на уроке', 35],
  ['away six minutes before the end', stays([3, 37]), 'ранний уход', 34],
  ['late, and away early', stays([10, 36]), 'опоздание 7 мин, ранний уход', 26],
  ['half of it is enough', stays([3, 23]), 'ранний уход', 20],
  ['less than half', stays([3, 22]), 'отсутствие', 19],
  ['two halves of a half, with a gap', stays([3, 12], [32, 43]), 'на уроке', 20],
  ['only before the teacher came', stays([0, 2]), 'отсутствие', 0],
  ['never', [], 'отсутствие', 0],
  ['a lost connection of a minute', stays([3, 20], [21, 43]), 'на уроке', 40],
  ['two devices at a time count once', stays([3, 43], [5, 30]), 'на уроке', 40],
  ['never left: to the end', stays([3, null]), 'на уроке', 40],
  ['a stay that was told as ended after the end', stays([3, 90]), 'на уроке', 40],
] as const)('ATT1 %s', (_what, list, expected, minutes) => {
  expect(mark([...list])).toBe(expected);
  expect(attend(pupil(), [...list], time, USUAL_RULES).minutes).toBe(minutes);
});

test('ATT1 a school may set other numbers', () => {
  const strict = { lateAfter: 0, earlyBefore: 0, presentFrom: 0.9 };
  expect(attend(pupil(), stays([4, 43]), time, strict)).toMatchObject({ mark: 'present', lateBy: 1 });
  expect(attend(pupil(), stays([4, 42]), time, strict)).toMatchObject({ leftEarlyBy: 1 });
  expect(attend(pupil(), stays([8, 43]), time, strict).mark).toBe('absent');
});

test('ATT1 the numbers are the school’s, by variables of the server', () => {
  const own = { ATTENDANCE_LATE_MINUTES: '7', ATTENDANCE_EARLY_MINUTES: '3', ATTENDANCE_PRESENT_PERCENT: '80' };
  expect(readConfig(own).attendance).toEqual({ lateAfter: 7, earlyBefore: 3, presentFrom: 0.8 });
  expect(readConfig({}).attendance).toEqual(USUAL_RULES);
  expect(() => readConfig({ ATTENDANCE_PRESENT_PERCENT: '180' })).toThrow(/ATTENDANCE_PRESENT_PERCENT/);
});

test('ATT2 the lesson is from the first of the staff inside to its end', () => {
  const ended = { startedAt: 0, endedAt: 50 * MINUTE, endReason: 'ended' };
  expect(lessonTime(ended, stays([3, 20], [25, 43]), 0)).toEqual({ ...time, until: 50 * MINUTE });
  // Nobody ended it: what the class did after the teacher left is no lesson.
  const alone = { ...ended, endReason: 'no-staff' };
  expect(lessonTime(alone, stays([3, 20], [25, 43]), 0)).toEqual(time);
  expect(lessonTime({ ...alone, endReason: 'empty' }, [], 0)).toEqual({ from: 0, until: 50 * MINUTE, isLive: false });
  expect(lessonTime({ ...ended, endedAt: null, endReason: null }, stays([3, null]), 9 * MINUTE)).toEqual({
    ...{ from: 3 * MINUTE, until: 9 * MINUTE, isLive: true },
  });
});

test('ATT2 while the lesson goes on it says who is inside, who left and who has not come', () => {
  const live = { from: 3 * MINUTE, until: 15 * MINUTE, isLive: true };
  expect(mark(stays([3, null]), live)).toBe('в звонке');
  expect(mark(stays([12, null]), live)).toBe('опоздание 9 мин');
  expect(mark(stays([3, 5]), live)).toBe('не в звонке');
  expect(mark([], live)).toBe('ещё нет');
  expect(attend(pupil(), stays([3, 5], [7, null]), live, USUAL_RULES).leftAt).toBeNull();
});

const interval = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 })).map(([from, length]) => ({
  ...{ from: from * MINUTE, to: (from + length) * MINUTE },
}));

test('ATT3 order, repetition and cut stays change nothing, and nobody is there for longer than the lesson', () => {
  const cases = fc.tuple(fc.array(interval, { maxLength: 8 }), fc.array(fc.nat(7), { maxLength: 8 }), fc.double());
  fc.assert(
    fc.property(cases, ([list, again, where]) => {
      const seen = attend(pupil(), list, time, USUAL_RULES);
      const repeated = [...list, ...again.flatMap((at) => list.slice(at, at + 1))].reverse();
      expect(attend(pupil(), repeated, time, USUAL_RULES)).toEqual(seen);
      // One device leaves the moment that another one comes.
      const part = Number.isFinite(where) ? Math.abs(where % 1) : 0.5;
      const cut = list.flatMap(({ from, to }) => {
        const middle = Math.round(from + (to - from) * part);
        return [
          { from, to: middle },
          { from: middle, to },
        ];
      });
      expect(attend(pupil(), cut, time, USUAL_RULES)).toEqual(seen);
      expect(seen.minutes).toBeLessThanOrEqual(40);
      const merged = mergeIntervals(list, time.until);
      for (const [at, one] of merged.entries()) {
        expect(one.to).toBeGreaterThanOrEqual(one.from);
        expect(one.from - (merged[at - 1]?.to ?? Number.NEGATIVE_INFINITY)).toBeGreaterThan(MINUTE);
      }
    }),
  );
});

test('ATT6 the file opens in a Russian spreadsheet and runs nothing; the lines fit a journal', () => {
  const list: Attendance = {
    ...{ callId: 'call', ...time },
    pupils: [
      attend({ ...pupil('=HYPERLINK("http://x")'), givenName: 'Анна;' }, stays([10, 43]), time, USUAL_RULES),
      attend({ ...pupil('Соколов'), givenName: 'Иван\tПётр' }, [], time, USUAL_RULES),
    ],
  };
  const clock = (at: number) => `9:${at / MINUTE}`;
  expect(csvOf(words, list, clock)).toBe(
    '\ufeffУченик;Класс;Вход;Выход;Мин;Отметка\r\n' +
      `"'=HYPERLINK(""http://x"") Анна;";7 Б;9:10;9:43;33;опоздание 7 мин\r\n` +
      'Соколов Иван\tПётр;7 Б;;;0;отсутствие\r\n',
  );
  expect(journalOf(words, list)).toBe(`'=HYPERLINK("http://x") Анна;\tопоздание 7 мин\nСоколов Иван Пётр\tотсутствие`);
});
