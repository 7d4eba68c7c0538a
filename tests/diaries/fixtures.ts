import { childrenOf, diaryApp, type Variant } from '../../demo/diary/pages.ts';
import { journalApp } from '../../demo/diary/teacher-pages.ts';
import { weekOf } from '../../demo/diary/timetable.ts';
import { DEMO_USERS, type DemoUser } from '../../demo/diary/users.ts';
import { EPOS_RULE } from '../../diaries/epos.ts';
import { type Place, placeOf } from '../../diaries/match.ts';

export const DIARY_URL = 'https://school.permkrai.ru/student_diary/student_diary/1000001';
export const JOURNAL_URL = 'https://edu-epos.permkrai.ru/manage/journal?from=journals&group_id=55&class_unit_id=77';

/** A Wednesday. */
export const TODAY = new Date(2025, 10, 19, 12);

export function userOf(login: string): DemoUser {
  const user = DEMO_USERS.find((candidate) => candidate.login === login);
  if (!user) throw new Error(`No demo user ${login}`);
  return user;
}

export function placeAt(url: string): Place {
  const place = placeOf(url, [EPOS_RULE]);
  if (!place) throw new Error(`No place for ${url}`);
  return place;
}

/** The markup of the demo's diary as the page has it once drawn. */
export function diaryMarkup(login: string, variant: Variant = 'plain', childIndex = 0, week = 0): string {
  const user = userOf(login);
  const child = childrenOf(user)[childIndex];
  if (!child) throw new Error(`${login} has no diary`);
  const days = weekOf(child.className, TODAY, week);
  return `<diary-root>${diaryApp({ user, child, days, variant, ng: '_ngcontent-abc-c7=""' }).html}</diary-root>`;
}

export function journalMarkup(login: string, groupId: number): string {
  const user = userOf(login);
  const journal = user.role === 'teacher' && user.journals.find((candidate) => candidate.groupId === groupId);
  if (user.role !== 'teacher' || !journal) throw new Error(`${login} has no journal ${groupId}`);
  const ng = '_ngcontent-abc-c7=""';
  return `<ui-view>${journalApp({ user, variant: 'plain', ng, journal, today: TODAY }).html}</ui-view>`;
}
