import { type Html, html, raw } from './html.ts';
import type { DemoDay, DemoLesson } from './timetable.ts';
import { type DemoPupil, type DemoUser, headerName } from './users.ts';

/** Odd pages for tests: the header without the classes we know, or a week without lessons. */
export type Variant = 'plain' | 'no-header' | 'empty';

const WEEKDAYS = ['воскресенье', 'понедельник', 'вторник', 'среда', 'четверг', 'пятница', 'суббота'];
const MONTHS = [
  'января',
  'февраля',
  'марта',
  'апреля',
  'мая',
  'июня',
  'июля',
  'августа',
  'сентября',
  'октября',
  'ноября',
  'декабря',
];

export interface HeaderInput {
  user: DemoUser;
  title: string;
  variant: Variant;
  /** The attribute that Angular makes up anew in each build. */
  ng: string;
  /** Whose diary a parent looks at. */
  child?: DemoPupil;
}

export function header({ user, title, variant, ng, child }: HeaderInput): Html {
  const names =
    variant === 'no-header'
      ? { header: 'top', heading: 'top-title', account: 'top-person', link: 'top-name', profile: 'top-school' }
      : {
          header: 'header',
          heading: 'ezd-header',
          account: 'user-account',
          link: 'cabinet-link',
          profile: 'dropdown-profile-current',
        };
  const links =
    user.role === 'teacher'
      ? html`<a href="/manage/journals">Журналы</a>`
      : html`<a class="spa-link" href="/student_diary/student_diary/${(child ?? childrenOf(user)[0])?.id ?? ''}">Расписание</a>
        <a class="spa-link" href="/progress/all_marks">Оценки</a>`;
  return html`<header ${raw(ng)} class="${names.header} page-header">
    <div ${raw(ng)} class="${names.heading} page-title"><h2 ${raw(ng)}>${title}</h2></div>
    <nav ${raw(ng)} aria-label="Разделы">${links}</nav>
    <div ${raw(ng)} class="${names.profile} page-school">Школа № 12</div>
    <div ${raw(ng)} class="${names.account} page-account">
      <a ${raw(ng)} class="${names.link}" href="#">${headerName(user)}</a>
      <span ${raw(ng)} class="profile-type">${user.profileType}</span>
      <a ${raw(ng)} class="page-exit" href="/logout">Выйти</a>
    </div>
  </header>`;
}

/** Fixture A: the diary of a pupil, or of a parent's child, as it is inside `diary-root`. */
export function diaryApp(input: {
  user: DemoUser;
  child: DemoPupil;
  days: DemoDay[];
  variant: Variant;
  ng: string;
}): Html {
  const { user, child, days, variant } = input;
  const ng = raw(input.ng);
  return mainLayout(
    { user, title: `Дневник, ${child.className}`, variant, ng: input.ng, child },
    html`${user.role === 'parent' ? childSwitcher(user.children, child) : null}
    <div ${ng} class="diary-toolbar">
      <button ${ng} type="button" class="previous-week-button" aria-label="Предыдущая неделя">←</button>
      <h3 ${ng}>${weekRange(days)}</h3>
      <button ${ng} type="button" class="next-week-button" aria-label="Следующая неделя">→</button>
    </div>
    <div ${ng}><diary-student-diary-content ${ng}><div ${ng}><div ${ng}>
      ${days.map((day) => dayCard(variant === 'empty' ? { ...day, lessons: [] } : day, ng))}
    </div></div></diary-student-diary-content></div>`,
  );
}

/** «Оценки»: another page of the same single-page application. */
export function marksApp(input: {
  user: DemoUser;
  child: DemoPupil;
  days: DemoDay[];
  variant: Variant;
  ng: string;
}): Html {
  const { user, child, days, variant, ng } = input;
  const marks = days.flatMap(({ lessons }) => lessons).filter(({ mark }) => mark !== null);
  return mainLayout(
    { user, title: `Оценки, ${child.className}`, variant, ng, child },
    html`<table class="all-marks"><caption>Оценки за неделю</caption>
      ${marks.map(({ subject, mark }) => html`<tr><th scope="row">${subject}</th><td>${mark}</td></tr>`)}
    </table>`,
  );
}

function mainLayout(head: HeaderInput, content: Html): Html {
  const ng = raw(head.ng);
  return html`<ezd-main-layout ${ng}><div ${ng}>${header(head)}
    <section ${ng}><ezd-base-layout ${ng}><section ${ng}><div ${ng} class="page-content">${content}</div></section></ezd-base-layout></section>
  </div></ezd-main-layout>`;
}

function childSwitcher(children: readonly DemoPupil[], shown: DemoPupil): Html {
  return html`<div class="child-switcher" role="group" aria-label="Чей дневник">
    ${children.map(
      (child) =>
        html`<a class="spa-link" href="/student_diary/student_diary/${child.id}" ${raw(child.id === shown.id ? 'aria-current="true"' : '')}>${child.givenName}, ${child.className}</a>`,
    )}
  </div>`;
}

function dayCard({ date, lessons }: DemoDay, ng: Html): Html {
  return html`<diary-student-diary-day ${ng}><div ${ng}>
    <h4 ${ng} class="day-header">${date.getDate()}, ${WEEKDAYS[date.getDay()] ?? ''}</h4>
    ${
      lessons.length > 0
        ? html`<div ${ng} class="lessons-wrapper">${lessons.map((lesson) => lessonRow(lesson, ng))}</div>`
        : html`<div ${ng} class="empty-lessons-label">Нет уроков</div>`
    }
  </div></diary-student-diary-day>`;
}

function lessonRow({ number, time, subject, homework, mark }: DemoLesson, ng: Html): Html {
  return html`<div ${ng} class="schedule-item-row">
    <span ${ng} class="lesson-number">${number}</span>
    <span ${ng} class="lesson-time">${time}</span>
    <div ${ng} class="subject"><span ${ng}>${subject}</span></div>
    ${homework === null ? null : html`<div ${ng} class="homework-description">ДЗ ${homework}</div>`}
    <div ${ng} class="marks">${mark === null ? null : html`<diary-student-diary-mark ${ng}><div ${ng} class="student-diary-mark"><span ${ng}>${mark}</span></div></diary-student-diary-mark>`}</div>
  </div>`;
}

/** «17 – 22 ноября», «30 ноября – 5 декабря». */
function weekRange(days: readonly DemoDay[]): string {
  const first = days[0]?.date;
  const last = days.at(-1)?.date;
  if (!first || !last) return '';
  const month = (date: Date): string => MONTHS[date.getMonth()] ?? '';
  const start = first.getMonth() === last.getMonth() ? `${first.getDate()}` : `${first.getDate()} ${month(first)}`;
  return `${start} – ${last.getDate()} ${month(last)}`;
}

export function childrenOf(user: DemoUser): DemoPupil[] {
  if (user.role === 'pupil') return [user.pupil];
  return user.role === 'parent' ? user.children : [];
}
