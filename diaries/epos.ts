import type { DiaryRule } from './rule.ts';

/** The host of today and the one of 2020-22: both are still linked. */
export const EPOS_MATCHES = ['https://school.permkrai.ru/*', 'https://edu-epos.permkrai.ru/*'];

const CLASS_AT_START = '^(\\d{1,2}\\s*[-–]?\\s*[«"„]?\\s*\\p{L}[»"“]?)(?=[\\s,]|$)';

/** ЭПОС.Школа of the Perm region: an Angular diary for pupils and parents, an AngularJS journal for teachers. */
export const EPOS_RULE: DiaryRule = {
  id: 'epos',
  version: 1,
  name: 'ЭПОС.Школа',
  match: EPOS_MATCHES,
  routes: [
    {
      kind: 'diary',
      path: '^/student_diary(/|$)',
      ready: ['diary-student-diary-day', 'diary-student-diary-content'],
      lessons: {
        rows: [
          'diary-student-diary-day .lessons-wrapper .schedule-item-row',
          'diary-student-diary-day .schedule-item-row',
        ],
        day: 'diary-student-diary-day',
        anchors: [
          { selector: '.marks', side: 'before' },
          { selector: '.homework-description', side: 'after' },
          { selector: '.subject', side: 'after' },
        ],
        subject: [
          { from: 'selector', selector: '.subject > span' },
          { from: 'selector', selector: '.subject' },
        ],
        number: [{ from: 'selector', selector: '.lesson-number' }],
        date: [
          { from: 'selector', selector: '.day-header' },
          { from: 'selector', selector: 'header, h3, h4' },
        ],
      },
      health: [{ selector: 'diary-student-diary-day', min: 5, max: 7 }],
    },
    {
      kind: 'journal',
      path: '^/manage/journal/?$',
      query: { group_id: '^[\\d,]+$' },
      ready: ['.journal-heading', 'h1'],
      viewer: 'teacher',
      journal: {
        anchors: [
          { selector: '.journal-heading', side: 'after' },
          { selector: 'main h1', side: 'after' },
        ],
        className: [
          { from: 'selector', selector: '.journal-heading', pattern: CLASS_AT_START },
          { from: 'selector', selector: 'main h1', pattern: CLASS_AT_START },
        ],
        subject: [
          { from: 'selector', selector: '.journal-heading', pattern: `${CLASS_AT_START}[\\s,]+(?<text>.+)$` },
          { from: 'selector', selector: 'main h1', pattern: `${CLASS_AT_START}[\\s,]+(?<text>.+)$` },
        ],
      },
      health: [{ selector: '.journal-heading, main h1', min: 1, max: 1 }],
    },
    { kind: 'page', path: '^/manage/', ready: ['.header', 'main'], viewer: 'teacher', health: [] },
    { kind: 'page', path: '^/(desktop|progress)(/|$)', ready: ['.header', 'diary-root'], health: [] },
  ],
  messages: {
    anchors: [
      { selector: '.header .user-account', side: 'before' },
      { selector: '.user-account', side: 'before' },
      { selector: '.header .ezd-header', side: 'after' },
    ],
    waitMs: 4000,
  },
  userName: [
    { from: 'selector', selector: '.user-account .cabinet-link' },
    { from: 'selector', selector: '.user-account .user-name' },
  ],
  className: [{ from: 'selector', selector: '.header .ezd-header h2', pattern: ',\\s*(.+)$' }],
  viewers: [
    { viewer: 'parent', selector: '.child-switcher' },
    { viewer: 'parent', selector: '.user-account .profile-type', pattern: '^(Родитель|Законный представитель)' },
    { viewer: 'pupil', selector: '.user-account .profile-type', pattern: '^(Ученик|Ученица|Обучающийся)' },
    { viewer: 'teacher', selector: '.user-account .profile-type', pattern: '^(Учитель|Педагог|Сотрудник)' },
  ],
  deny: {
    cookies: ['auth_token', 'auth_token_by_context', 'USESSION', 'long_token', 'kc_token'],
    selectors: ['_ngcontent', '_nghost', '_2WG0s'],
  },
};
