import type { Place } from './match.ts';
import { normaliseClass, normaliseSubject } from './normalise.ts';
import type { Anchor, Source, Viewer } from './rule.ts';

/** Longest text that is taken from a page, UTF-16 units. */
const MAX_TEXT = 200;

/** A lesson as the page names it; a part that the page does not show is missing. */
export interface Lesson {
  className?: string;
  subject?: string;
}

/** A row of the diary. The key (date, number, subject) tells rows apart: the DOM of ЭПОС has no id of a lesson. */
export interface LessonRow {
  key: string;
  row: Element;
  lesson: Lesson;
  number: string | null;
  date: string | null;
}

/** What a page shows. All of it is a hint, never a proof. */
export interface PageFacts {
  isReady: boolean;
  viewer: Viewer | null;
  userName: string | null;
  rows: LessonRow[];
  /** The lesson that the whole page is about: a teacher's journal. */
  journal: Lesson | null;
}

/** Reads a page by its rule. Whatever the page looks like, this does not throw: what is odd is missing. */
export function readPage(place: Place, page: ParentNode, address: URL): PageFacts {
  const { rule, route } = place;
  const read = (sources: readonly Source[]): string | null => readFirst(sources, page, address);
  const isReady = route.ready.some((selector) => find(page, selector) !== null);
  const facts: PageFacts = {
    isReady,
    viewer: route.viewer ?? readViewer(place, page),
    userName: read(rule.userName),
    rows: [],
    journal: null,
  };
  if (!isReady) return facts;
  facts.rows = readRows(place, page, address, read(rule.className));
  if (route.journal) facts.journal = lessonOf(read(route.journal.className), read(route.journal.subject));
  return facts;
}

/** The first anchor that is there, in the order of the rule. */
export function findAnchor(
  anchors: readonly Anchor[],
  scope: ParentNode,
): { element: Element; side: Anchor['side'] } | null {
  for (const { selector, side } of anchors) {
    const element = find(scope, selector);
    if (element) return { element, side };
  }
  return null;
}

function readRows(place: Place, page: ParentNode, address: URL, className: string | null): LessonRow[] {
  const lessons = place.route.lessons;
  if (!lessons) return [];
  const found = lessons.rows.map((selector) => findAll(page, selector)).find((rows) => rows.length > 0) ?? [];
  const timesSeen = new Map<string, number>();
  return found.flatMap((row) => {
    const subject = readFirst(lessons.subject, row, address);
    if (subject === null) return [];
    const number = readFirst(lessons.number, row, address);
    const day = closest(row, lessons.day);
    const date = day ? readFirst(lessons.date, day, address) : null;
    const base = [date ?? '', number ?? '', normaliseSubject(subject)].join('|');
    const times = (timesSeen.get(base) ?? 0) + 1;
    timesSeen.set(base, times);
    // Two groups of a class may have the same subject at the same time.
    const key = times === 1 ? base : `${base}|${times}`;
    return [{ key, row, lesson: lessonOf(className, subject), number, date }];
  });
}

function lessonOf(className: string | null, subject: string | null): Lesson {
  const stored = className === null ? null : normaliseClass(className);
  const line = subject === null ? '' : normaliseSubject(subject);
  return { ...(stored ? { className: stored } : {}), ...(line ? { subject: line } : {}) };
}

function readViewer(place: Place, page: ParentNode): Viewer | null {
  for (const { viewer, selector, pattern } of place.rule.viewers) {
    const element = find(page, selector);
    if (element && (pattern === undefined || cut(element.textContent, pattern) !== null)) return viewer;
  }
  return null;
}

function readFirst(sources: readonly Source[], scope: ParentNode, address: URL): string | null {
  for (const source of sources) {
    const text = cut(readSource(source, scope, address), source.pattern);
    if (text !== null) return text;
  }
  return null;
}

function readSource(source: Source, scope: ParentNode, address: URL): string | null {
  switch (source.from) {
    case 'selector':
      return find(scope, source.selector)?.textContent ?? null;
    case 'attribute':
      return find(scope, source.selector)?.getAttribute(source.attribute) ?? null;
    case 'query':
      return address.searchParams.get(source.name);
    case 'path':
      return address.pathname;
    case 'json':
      return readJson(find(scope, source.selector)?.textContent ?? '', source.keys);
  }
}

function readJson(text: string, keys: readonly string[]): string | null {
  try {
    let value: unknown = JSON.parse(text);
    for (const key of keys) value = (value as Record<string, unknown> | null | undefined)?.[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  } catch {
    return null;
  }
}

/** One line of at most MAX_TEXT; with a pattern its group `text`, else its first group, else all that it matched. */
function cut(text: string | null | undefined, pattern: string | undefined): string | null {
  const line = (text ?? '').slice(0, 2000).replace(/\s+/gu, ' ').trim().slice(0, MAX_TEXT);
  if (pattern === undefined) return line || null;
  const found = safely(() => new RegExp(pattern, 'iu').exec(line), null);
  return (found?.groups?.text ?? found?.[1] ?? found?.[0])?.trim() || null;
}

function find(scope: ParentNode, selector: string): Element | null {
  return safely(() => scope.querySelector(selector), null);
}

function findAll(scope: ParentNode, selector: string): Element[] {
  return safely(() => [...scope.querySelectorAll(selector)], []);
}

function closest(element: Element, selector: string): Element | null {
  return safely(() => element.closest(selector), null);
}

/** A selector or a pattern that this browser cannot read finds nothing. */
function safely<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
