import { type Lesson, type PageFacts, readPage } from '../../diaries/extract.ts';
import { detects, type Place } from '../../diaries/match.ts';
import { emptyLedger, type Placed, type Plan, reconcile, type Spot } from '../../diaries/reconcile.ts';
import { lessonKey, type PageHint, type PageState } from '../extension/content-protocol.ts';
import { FLOATING, MESSAGES, type ShownLesson, wantedSpots } from './page-slots.ts';
import { createHeadphones, type HeadphonesButton } from './views/headphones.ts';
import { createMessagesIcon, type MessagesIcon } from './views/messages-icon.ts';
import { toneAt } from './views/tone.ts';
import { watchPage } from './watch.ts';

export interface PageInput {
  place: Place;
  address: URL;
  page: Document;
  /** Ends everything of this page: observer, timers, what was inserted. */
  signal: AbortSignal;
  /** Before each look at the page: false when the page has become another one. */
  isSamePage: () => boolean;
  openPanel: () => void;
  askCall: (lesson: Lesson) => void;
  showHint: (hint: PageHint) => void;
}

export interface DiaryPage {
  setState(state: PageState | null): void;
}

type View = { kind: 'icon'; view: MessagesIcon } | { kind: 'headphones'; view: HeadphonesButton };
type Mounted = Placed<Element> & { content: View };

/** Puts ours into one page of a diary and keeps it there until the signal ends it. */
export function startPage(input: PageInput): DiaryPage {
  const { place, page, signal } = input;
  const mounted = new Map<string, Mounted>();
  const ledger = emptyLedger();
  let state: PageState | null = null;
  let lessons = new Map<string, ShownLesson>();
  let facts: PageFacts | null = null;
  let headerMissingSince: number | null = Date.now();

  function look(): number | null {
    if (!input.isSamePage() || !detects(place.rule, page)) return null;
    const now = Date.now();
    facts = readPage(place, page, input.address);
    const wanted = wantedSpots(place, facts, page, new Date(now));
    lessons = wanted.lessons;
    const plan = reconcile(wanted.spots, without(mounted, FLOATING), ledger, now);
    apply(plan);
    const wakes = [plan.wakeAt, floatIfNeeded(wanted.spots, plan, now)].filter((time) => time !== null);
    input.showHint(hintOf(facts));
    return wakes.length > 0 ? Math.min(...wakes) : null;
  }

  /** Without a header to stand in for its time, or where the page keeps throwing it out, the icon floats. */
  function floatIfNeeded(spots: readonly Spot<Element>[], plan: Plan<Element>, now: number): number | null {
    const hasHeader = spots.some(({ key }) => key === MESSAGES) && !plan.resting.has(MESSAGES);
    if (hasHeader) headerMissingSince = null;
    else headerMissingSince ??= now;
    const floatsAt = headerMissingSince === null ? null : headerMissingSince + place.rule.messages.waitMs;
    const isDue = plan.resting.has(MESSAGES) || (floatsAt !== null && now >= floatsAt);
    const spot: Spot<Element>[] = isDue && page.body ? [{ key: FLOATING, anchor: page.body, side: 'after' }] : [];
    const floating = reconcile(spot, only(mounted, FLOATING), ledger, now);
    apply(floating);
    return isDue ? floating.wakeAt : floatsAt;
  }

  function apply(plan: Plan<Element>): void {
    for (const step of plan.steps) {
      // One slot that fails must not take the others, or the page, with it.
      try {
        if (step.do === 'drop') drop(step.key);
        else put(step.spot);
      } catch {
        drop(step.do === 'drop' ? step.key : step.spot.key);
      }
    }
    for (const key of mounted.keys()) show(key);
  }

  function put(spot: Spot<Element>): void {
    const content = mounted.get(spot.key)?.content ?? createView(spot.key);
    const host = content.view.element;
    mounted.set(spot.key, { anchor: spot.anchor, side: spot.side, host, content });
    content.view.setTone(toneAt(spot.anchor));
    spot.anchor[spot.side](host);
  }

  function createView(key: string): View {
    if (key === MESSAGES || key === FLOATING) {
      return { kind: 'icon', view: createMessagesIcon(page, key === FLOATING, input.openPanel) };
    }
    return { kind: 'headphones', view: createHeadphones(page, input.askCall) };
  }

  function drop(key: string): void {
    mounted.get(key)?.host.remove();
    mounted.delete(key);
  }

  function show(key: string): void {
    const content = mounted.get(key)?.content;
    if (content?.kind === 'icon') content.view.setUnread(state?.unreadChats ?? null);
    const shown = lessons.get(key);
    if (content?.kind !== 'headphones' || !shown) return;
    const liveCount = shown.showsLive ? state?.live[lessonKey(shown.lesson)] : undefined;
    content.view.update({ lesson: shown.lesson, viewer: facts?.viewer ?? null, liveCount });
  }

  watchPage(page, look, signal);
  signal.addEventListener('abort', () => {
    for (const key of [...mounted.keys()]) drop(key);
  });
  return {
    setState(next) {
      state = next;
      for (const key of mounted.keys()) show(key);
    },
  };
}

function hintOf(facts: PageFacts): PageHint {
  const lessons = [...facts.rows.map(({ lesson }) => lesson), ...(facts.journal ? [facts.journal] : [])];
  const unique = new Map(lessons.map((lesson) => [lessonKey(lesson), lesson]));
  return { type: 'page', userName: facts.userName, viewer: facts.viewer, lessons: [...unique.values()].slice(0, 200) };
}

function only(mounted: ReadonlyMap<string, Mounted>, key: string): Map<string, Mounted> {
  const found = mounted.get(key);
  return new Map(found ? [[key, found]] : []);
}

function without(mounted: ReadonlyMap<string, Mounted>, key: string): Map<string, Mounted> {
  const rest = new Map(mounted);
  rest.delete(key);
  return rest;
}
