import { type CallParticipant, visibleOf } from './participants-order.ts';

/** `grid`: everybody alike; `speaker`: whoever speaks large, the others beside. */
export type Layout = 'grid' | 'speaker';

/** How many tiles a page may have; 0: as many as are large enough to see. */
export const TILE_CHOICES = [0, 9, 16, 25, 49] as const;
export type TileChoice = (typeof TILE_CHOICES)[number];
export const MOST_TILES = 49;

/** A tile by itself must be at least so large, px of a text of 16 px. */
const LEAST = { width: 240, height: 140 };
const RATIO = 16 / 9;
const GAP = 12;

export interface Area {
  width: number;
  height: number;
}

/** How many tiles fit into an area and are large enough to see, at least 2 and 49 at most. */
export function capacityOf({ width, height }: Area): number {
  const countIn = (length: number, least: number) => Math.max(1, Math.floor((length + GAP) / (least + GAP)));
  const isNarrow = width < 2 * LEAST.width;
  const columns = isNarrow ? 2 : countIn(width, LEAST.width);
  const rows = countIn(height, isNarrow ? LEAST.height / 1.4 : LEAST.height);
  return Math.min(MOST_TILES, Math.max(2, columns * rows));
}

/** In how many columns so many tiles are largest. */
export function columnsOf(count: number, { width, height }: Area): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const size = Math.min((width - GAP * (columns - 1)) / columns, ((height - GAP * (rows - 1)) / rows) * RATIO);
    if (size <= largest) continue;
    largest = size;
    best = columns;
  }
  return best;
}

export interface TilePage {
  shown: CallParticipant[];
  /** Which page this is and of how many; a page that is gone is the last one. */
  page: number;
  pages: number;
  /** How many are on the pages after this one. */
  rest: number;
}

/**
 * The tiles of one page, from 0. With more than one page the last place of all but the last is for «ещё»; on the
 * first page whoever speaks has a place.
 */
export function tilesOn(participants: CallParticipant[], most: number, wished: number): TilePage {
  const count = participants.length;
  if (count <= most) return { shown: participants, page: 0, pages: 1, rest: 0 };
  const each = Math.max(1, most - 1);
  // The last page has no «ещё», so one more fits there.
  const pages = 1 + Math.ceil(Math.max(1, count - most) / each);
  const page = Math.min(Math.max(0, wished), pages - 1);
  const from = page * each;
  const isLast = page === pages - 1;
  const shown = page === 0 ? visibleOf(participants, each) : participants.slice(from, isLast ? count : from + each);
  return { shown, page, pages, rest: isLast ? 0 : count - from - each };
}

/** Who is shown large while people speak: the last who spoke and is still there, never oneself unless alone. */
export function nextSpeaker(before: string | null, participants: CallParticipant[]): string | null {
  const others = participants.filter((one) => !one.isMe);
  const current = others.find((one) => one.person.id === before);
  if (current?.isSpeaking) return before;
  const speaking = others.find((one) => one.isSpeaking);
  return (speaking ?? current ?? others[0] ?? participants[0])?.person.id ?? null;
}

/** What stands large: a screen or a person, by id; null: nothing, the grid has it all. */
export type Featured = { kind: 'screen'; id: string } | { kind: 'person'; id: string } | null;

/** What is pinned comes first, then the newest screen that another shows, then the own, then the speaker if asked for. */
export function featuredOf(view: {
  layout: Layout;
  pinned: Featured;
  screens: { id: string; isMe: boolean }[];
  participants: CallParticipant[];
  speakerId: string | null;
}): Featured {
  const { pinned, screens, participants } = view;
  if (pinned?.kind === 'person' && participants.some((one) => one.person.id === pinned.id)) return pinned;
  if (pinned?.kind === 'screen' && screens.some((one) => one.id === pinned.id)) return pinned;
  const screen = screens.findLast((one) => !one.isMe) ?? screens.at(-1);
  if (screen) return { kind: 'screen', id: screen.id };
  if (view.layout === 'speaker' && view.speakerId !== null && participants.length > 1) {
    return { kind: 'person', id: view.speakerId };
  }
  return null;
}
