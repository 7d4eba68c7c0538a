import './attendance.css';
import { useState } from 'preact/hooks';
import { countOf, csvOf, journalOf, markText } from '../../i18n/attendance-sheet.ts';
import { clockTime } from '../../i18n/dates.ts';
import { className, rosterName } from '../../i18n/names.ts';
import type { AttendanceTexts } from '../../i18n/ru-attendance.ts';
import type { Attendance, Attendant } from '../../protocol/attendance.ts';

/** A file to keep, without a server. */
function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function isoDay(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function Row({ words, pupil, isLive }: { words: AttendanceTexts; pupil: Attendant; isLive: boolean }) {
  const { person, cameAt, leftAt, mark, lateBy, leftEarlyBy } = pupil;
  const isMissing = mark === 'absent';
  const isNoted = lateBy !== undefined || leftEarlyBy !== undefined || mark === 'away';
  return (
    <tr>
      <th scope="row">
        {rosterName(person)}
        {person.className && <small>{className(person.className)}</small>}
      </th>
      <td>{cameAt === null ? '–' : clockTime(cameAt)}</td>
      <td>{leftAt === null ? '–' : clockTime(leftAt)}</td>
      <td>{pupil.minutes}</td>
      <td class={isMissing ? 'is-absent' : isNoted ? 'is-noted' : 'is-present'}>{markText(words, pupil, isLive)}</td>
    </tr>
  );
}

/** Who of the class was there: came, left, minutes, mark; as a file, and as lines for the journal. */
export function AttendanceTable({ words, attendance }: { words: AttendanceTexts; attendance: Attendance }) {
  const { from, until, isLive, pupils } = attendance;
  const [news, setNews] = useState('');
  const count = countOf(attendance);
  async function copy() {
    try {
      await navigator.clipboard.writeText(journalOf(words, attendance));
      setNews(words.copied(pupils.length));
    } catch {
      setNews(words.notCopied);
    }
  }
  if (pupils.length === 0) return <p class="attendance-lead">{words.nobody}</p>;
  return (
    <div class="attendance">
      <p class="attendance-lead">
        <b>{isLive ? words.inside(count, pupils.length) : words.count(count, pupils.length)}</b>{' '}
        {isLive ? words.goesOn(clockTime(from)) : words.lesson(clockTime(from), clockTime(until))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section class="attendance-rows" tabIndex={0} aria-label={words.title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.came}</th>
              <th scope="col">{words.left}</th>
              <th scope="col">{words.minutes}</th>
              <th scope="col">{words.mark}</th>
            </tr>
          </thead>
          <tbody>
            {pupils.map((pupil) => (
              <Row key={pupil.person.id} words={words} pupil={pupil} isLive={isLive} />
            ))}
          </tbody>
        </table>
      </section>
      <div class="attendance-actions">
        <button type="button" class="button button-primary" onClick={() => void copy()}>
          {words.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => download(words.fileName(isoDay(from)), csvOf(words, attendance, clockTime))}
        >
          {words.csv}
        </button>
      </div>
      <p class="attendance-news" role="status">
        {news}
      </p>
    </div>
  );
}
