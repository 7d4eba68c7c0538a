import { type Html, html } from './html.ts';
import { header, type Variant } from './pages.ts';
import { type DemoJournal, type DemoUser, JOURNAL_PUPILS } from './users.ts';

type Teacher = Extract<DemoUser, { role: 'teacher' }>;

interface TeacherPage {
  user: Teacher;
  variant: Variant;
  ng: string;
}

/** The list of a teacher's journals, as it is inside `ui-view`. */
export function journalList({ user, variant, ng }: TeacherPage): Html {
  return html`${header({ user, title: 'Журналы', variant, ng })}
    <main class="page-content"><h1>Мои журналы</h1><ul class="journal-list">
    ${user.journals.map((journal) => html`<li><a href="${journalPath(journal)}">${journal.className} ${journal.subject}</a></li>`)}
    </ul></main>`;
}

/** Fixture B: one journal, pupils by dates, as it is inside `ui-view`. */
export function journalApp(page: TeacherPage & { journal: DemoJournal; today: Date }): Html {
  const { user, variant, ng, journal, today } = page;
  const dates = [12, 10, 7, 5, 3, 0].map(
    (days) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - days),
  );
  const pupils = JOURNAL_PUPILS[journal.className] ?? [];
  return html`${header({ user, title: 'Журнал', variant, ng })}
    <main class="page-content">
    <div class="journal-title"><h1 class="journal-heading">${journal.className} ${journal.subject}</h1></div>
    <div class="journal-scroll"><table class="journal-table">
      <thead><tr><th scope="col">Ученик</th>${dates.map((date) => html`<th scope="col">${shortDate(date)}</th>`)}</tr></thead>
      <tbody>${pupils.map(
        (pupil, row) =>
          html`<tr><th scope="row">${pupil}</th>${dates.map((_, column) => html`<td>${markAt(row, column)}</td>`)}</tr>`,
      )}</tbody>
    </table></div>
    </main>`;
}

export function journalPath({ groupId, classUnitId }: DemoJournal): string {
  return `/manage/journal?from=journals&group_id=${groupId}&class_unit_id=${classUnitId}`;
}

function shortDate(date: Date): string {
  return `${date.getDate()}.${String(date.getMonth() + 1).padStart(2, '0')}`;
}

function markAt(row: number, column: number): string {
  const seed = row * 5 + column * 3;
  if (column === 5 || seed % 4 === 1) return '';
  return seed % 7 === 3 ? 'н' : String(3 + (seed % 3));
}
