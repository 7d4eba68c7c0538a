import type { Attendance, Attendant } from '../protocol/attendance.ts';
import { className, rosterName } from './names.ts';
import type { AttendanceTexts } from './ru-attendance.ts';

/** «на уроке», «опоздание 7 мин, ранний уход», «отсутствие», and while the lesson goes on «в звонке», «ещё нет». */
export function markText(texts: AttendanceTexts, pupil: Attendant, isLive: boolean): string {
  if (pupil.mark === 'absent') return isLive ? texts.notYet : texts.marks.absent;
  const faults = [
    ...(pupil.lateBy === undefined ? [] : [texts.late(pupil.lateBy)]),
    ...(pupil.leftEarlyBy === undefined ? [] : [texts.leftEarly]),
  ];
  // Who is late is told so; whether they are still there is told beside it.
  const where = pupil.mark === 'away' ? [texts.marks.away] : [];
  return [...faults, ...where].join(', ') || texts.marks[pupil.mark];
}

/** How many were there: of a lesson that goes on, how many are. */
export const countOf = ({ pupils, isLive }: Attendance): number =>
  pupils.filter(({ mark }) => (isLive ? mark === 'inside' : mark === 'present')).length;

/** The times of a row; `clock` writes one, Unix ms. */
function cellsOf(texts: AttendanceTexts, attendance: Attendance, clock: (time: number) => string): string[][] {
  const time = (value: number | null) => (value === null ? '' : clock(value));
  return attendance.pupils.map((pupil) => [
    rosterName(pupil.person),
    pupil.person.className ? className(pupil.person.className) : '',
    time(pupil.cameAt),
    time(pupil.leftAt),
    String(pupil.minutes),
    markText(texts, pupil, attendance.isLive),
  ]);
}

/** A spreadsheet runs what begins like a formula: with an apostrophe before it, it is a text. */
const asText = (cell: string) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const quoted = (cell: string) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
/** Non-breaking spaces are for the screen only. */
const plain = (cell: string) => cell.replaceAll('\u00a0', ' ');

/** The table as Russian Excel opens it by a double click: UTF-8 with a mark at its beginning, `;` between cells. */
export function csvOf(texts: AttendanceTexts, attendance: Attendance, clock: (time: number) => string): string {
  const head = [texts.name, texts.className, texts.came, texts.left, texts.minutes, texts.mark];
  const rows = [head, ...cellsOf(texts, attendance, clock)];
  return `\ufeff${rows.map((row) => row.map((cell) => quoted(asText(plain(cell)))).join(';')).join('\r\n')}\r\n`;
}

/** A line for each pupil, name and mark with a tab between: pasted into a journal they are two columns. */
export function journalOf(texts: AttendanceTexts, attendance: Attendance): string {
  return attendance.pupils
    .map((pupil) => [rosterName(pupil.person), markText(texts, pupil, attendance.isLive)])
    .map((cells) => cells.map((cell) => asText(plain(cell)).replaceAll(/[\t\r\n]/g, ' ')).join('\t'))
    .join('\n');
}
