import { isDay } from '../../diaries/dates.ts';
import { findAnchor, type Lesson, type PageFacts } from '../../diaries/extract.ts';
import type { Place } from '../../diaries/match.ts';
import type { Spot } from '../../diaries/reconcile.ts';

export const MESSAGES = 'messages';
export const FLOATING = 'floating';

/** A lesson of this page; of one that is on several days, only today's row turns green. */
export interface ShownLesson {
  lesson: Lesson;
  showsLive: boolean;
}

/** Where ours should be on this page, and the lesson of each pair of headphones by its key. */
export interface WantedSpots {
  spots: Spot<Element>[];
  lessons: Map<string, ShownLesson>;
}

export function wantedSpots(place: Place, facts: PageFacts, page: Document, now: Date): WantedSpots {
  const spots: Spot<Element>[] = [];
  const lessons = new Map<string, ShownLesson>();
  const subjectsOfToday = new Set(
    facts.rows.filter(({ date }) => isDay(date, now)).map(({ lesson }) => lesson.subject),
  );
  const header = findAnchor(place.rule.messages.anchors, page);
  if (header) spots.push({ key: MESSAGES, anchor: header.element, side: header.side });
  for (const { key, row, lesson, date } of facts.rows) {
    const anchor = findAnchor(place.route.lessons?.anchors ?? [], row);
    if (!anchor) continue;
    spots.push({ key: `lesson|${key}`, anchor: anchor.element, side: anchor.side });
    const showsLive = isDay(date, now) || !subjectsOfToday.has(lesson.subject);
    lessons.set(`lesson|${key}`, { lesson, showsLive });
  }
  const heading = facts.journal && findAnchor(place.route.journal?.anchors ?? [], page);
  if (facts.journal && heading) {
    spots.push({ key: 'journal', anchor: heading.element, side: heading.side });
    lessons.set('journal', { lesson: facts.journal, showsLive: true });
  }
  return { spots, lessons };
}
