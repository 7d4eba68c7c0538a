import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks';
import { afterPaint } from '../ui/after-paint.ts';
import { heightOf, type Span, spanAfter, spanAround, spanBetween } from './span.ts';

/** This near to the end, px, the list sticks to it. */
const NEAR_END = 60;
/** What is drawn beyond what is seen, px: where the list opens or jumps, at least, and after drawing anew. */
const FIRST_BEYOND = 250;
const LEAST_BEYOND = 500;
const BEYOND = 1200;
/** How many of the items that are seen hold the place: the first of them that is still there. */
const MOST_ANCHORS = 12;

/** An item to bring into view: where its middle stands, as a part of the height that is seen. */
interface Target {
  key: string;
  at: number;
}

export interface Window {
  scroller: RefObject<HTMLDivElement | null>;
  list: RefObject<HTMLOListElement | null>;
  /** What is to be drawn, and the height of what is not, px. */
  span: Span;
  above: number;
  below: number;
  onScroll: () => void;
  isAtEnd: () => boolean;
  /** Brings an item into view; false when there is none of this key. */
  goTo: (key: string, at?: number) => boolean;
  goToEnd: () => void;
}

/** Where the focus goes when the item that has it is drawn no more: to the list itself, and back when it is again. */
function createFocusKeeper() {
  let lost: string | null = null;
  return {
    /** Called before drawing: `isKept` tells which items stay. */
    before(
      list: HTMLElement,
      scroller: HTMLElement,
      keyOf: (child: Element) => string,
      isKept: (key: string) => boolean,
    ) {
      const child = [...list.children].find((one) => one.contains(document.activeElement));
      const key = child && keyOf(child);
      if (!key || isKept(key)) return;
      lost = key;
      scroller.focus({ preventScroll: true });
    },
    after(scroller: HTMLElement, childOf: (key: string) => Element | null) {
      if (lost === null) return;
      if (document.activeElement !== scroller) {
        lost = null;
        return;
      }
      const button = childOf(lost)?.querySelector<HTMLElement>('button, a[href]');
      if (!button) return;
      lost = null;
      button.focus({ preventScroll: true });
    },
  };
}

/** So often in one frame what is seen is drawn at once; then it waits for the paint. */
const MOST_AT_ONCE = 8;

/**
 * Draws of a long list only what is near the screen, in the flow of the page, and moves nothing that one reads: what
 * is seen keeps its place when items come in above or change their height, and the end stays in view while one is
 * there. `keys`: one for each item, each drawn as one child of `list`, the same array as long as nothing has changed.
 * `guess`: the height of an item that was not drawn yet, px. `start`: where the list opens; null for its end. `isWhole`:
 * whether the list's end is the end of all. `onMove`: called whenever what is seen may have changed.
 */
export function useWindow(options: {
  keys: string[];
  guess: (index: number) => number;
  start: Target | null;
  isWhole: boolean;
  onMove: () => void;
}): Window {
  const { keys } = options;
  const latest = useRef(options);
  latest.current = options;
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const heights = useRef(new Map<string, number>());
  const drawn = useRef<{ span: Span; keys: string[] } | null>(null);
  const target = useRef<Target | null>(options.start);
  const isStuck = useRef(options.start === null && options.isWhole);
  const lastTop = useRef(0);
  const lastHeight = useRef(0);
  const seenTop = useRef(0);
  /** Drawings since the last frame. */
  const atOnce = useRef(0);
  /** Calls off what is to be drawn after the paint. */
  const drawing = useRef<(() => void) | undefined>(undefined);
  const anchors = useRef<[key: string, top: number][]>([]);
  const focus = useMemo(createFocusKeeper, []);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const indexOf = useMemo(() => new Map(keys.map((key, index) => [key, index])), [keys]);
  const indices = useRef(indexOf);
  indices.current = indexOf;
  const height = (index: number) =>
    heights.current.get(latest.current.keys[index] ?? '') ?? latest.current.guess(index);

  /** What is drawn first where the list opens or jumps: little more than what will be seen. */
  const around = (index: number, at: number) => {
    const seen = scroller.current?.clientHeight ?? window.innerHeight;
    const room = { above: seen * at + FIRST_BEYOND, below: seen * (1 - at) + FIRST_BEYOND };
    return spanAround(index, keys.length, room, height);
  };

  if (!drawn.current) {
    const { key, at } = target.current ?? { key: '', at: 1 };
    drawn.current = { span: around(indexOf.get(key) ?? keys.length - 1, at), keys };
  } else if (drawn.current.keys !== keys) {
    const span = spanAfter(drawn.current.span, drawn.current.keys, indexOf) ?? around(keys.length - 1, 1);
    drawn.current = { span: isStuck.current ? { ...span, to: keys.length } : span, keys };
  }
  const { span } = drawn.current;

  /** The child of an item, where it is drawn; `null` else. */
  const childOf = (key: string) => {
    const index = indices.current.get(key);
    const shown = drawn.current?.span;
    if (index === undefined || !shown || index < shown.from || index >= shown.to) return null;
    return list.current?.children[index - shown.from] ?? null;
  };
  const keyAt = (position: number) => latest.current.keys[(drawn.current?.span.from ?? 0) + position] ?? '';

  function measure() {
    const children = [...(list.current?.children ?? [])] as HTMLElement[];
    children.forEach((child, position) => {
      const next = children[position + 1];
      heights.current.set(keyAt(position), next ? next.offsetTop - child.offsetTop : child.offsetHeight);
    });
  }

  /** How far one has scrolled since what is seen was remembered, px: the event of it comes with the next frame only. */
  function scrolledBy(element: HTMLElement): number {
    const { scrollTop } = element;
    // A list that has become shorter is scrolled by the browser.
    const isCut = scrollTop < seenTop.current && scrollTop + element.clientHeight >= element.scrollHeight - 1;
    return isCut ? 0 : scrollTop - seenTop.current;
  }

  /** Puts what is seen where it belongs, after something has changed. */
  function hold(element: HTMLElement) {
    const scrolled = scrolledBy(element);
    if (scrolled !== 0) notice(element);
    const wanted = target.current;
    const child = wanted && childOf(wanted.key);
    const { top } = element.getBoundingClientRect();
    if (wanted && child) {
      const box = child.getBoundingClientRect();
      element.scrollTop += box.top + box.height / 2 - top - element.clientHeight * wanted.at;
      target.current = null;
      notice(element);
    } else if (isStuck.current) {
      element.scrollTop = element.scrollHeight;
      lastTop.current = element.scrollTop;
      lastHeight.current = element.scrollHeight;
    } else {
      for (const [key, was] of anchors.current) {
        const anchor = childOf(key);
        if (!anchor) continue;
        const moved = anchor.getBoundingClientRect().top - top - was + scrolled;
        if (Math.abs(moved) >= 1) element.scrollTop += moved;
        break;
      }
    }
  }

  /** Remembers which items are seen and where. */
  function remember(element: HTMLElement) {
    const { top, bottom } = element.getBoundingClientRect();
    anchors.current = [];
    seenTop.current = element.scrollTop;
    let position = 0;
    for (const child of list.current?.children ?? []) {
      const box = child.getBoundingClientRect();
      if (box.top >= bottom || anchors.current.length >= MOST_ANCHORS) break;
      if (box.bottom > top) anchors.current.push([keyAt(position), box.top - top]);
      position++;
    }
  }

  function notice(element: HTMLElement) {
    const { scrollTop, scrollHeight, clientHeight } = element;
    const isNear = latest.current.isWhole && scrollHeight - clientHeight - scrollTop < NEAR_END;
    // Only who goes up leaves the end: it may also have grown away below, since it was last scrolled to, or the
    // browser has scrolled a list that was shorter for a moment.
    const hasGoneUp = scrollTop < lastTop.current - 1 && scrollHeight === lastHeight.current;
    isStuck.current = isNear || (isStuck.current && !hasGoneUp);
    lastTop.current = scrollTop;
    lastHeight.current = scrollHeight;
  }

  /** The items that are seen, and those so much beyond, px. */
  function seenAnd(beyond: number, element: HTMLElement, inside: HTMLElement): Span {
    const start = element.getBoundingClientRect().top - inside.getBoundingClientRect().top;
    const end = start + element.clientHeight;
    return spanBetween(start - beyond, end + beyond, latest.current.keys.length, height);
  }

  /** Draws at once what is seen, and after the paint what one may see next: neither holds the other up. */
  function follow(element: HTMLElement) {
    const inside = list.current;
    const now = drawn.current;
    if (!inside || !now || latest.current.keys.length === 0) return;
    const isShort = (needed: Span) => needed.from < now.span.from || needed.to > now.span.to;
    const isSeenShort = isShort(seenAnd(0, element, inside));
    if (isSeenShort && atOnce.current < MOST_AT_ONCE) {
      // Each drawing is measured and may ask for the next: where they do not agree, the page must not stand still.
      if (atOnce.current++ === 0) requestAnimationFrame(() => (atOnce.current = 0));
      draw(element, inside, now.span, LEAST_BEYOND);
    } else if (isSeenShort || isShort(seenAnd(LEAST_BEYOND, element, inside))) {
      drawing.current ??= afterPaint(() => {
        drawing.current = undefined;
        if (drawn.current && list.current) draw(element, list.current, drawn.current.span, BEYOND);
      });
    }
  }

  /** Draws what is seen and so much beyond, px. */
  function draw(element: HTMLElement, inside: HTMLElement, span: Span, beyond: number) {
    const next = seenAnd(beyond, element, inside);
    const selection = document.getSelection();
    // What is being selected is not taken away.
    if (selection && !selection.isCollapsed && selection.containsNode(inside, true)) {
      next.from = Math.min(next.from, span.from);
      next.to = Math.max(next.to, span.to);
    }
    const isKept = (key: string) => {
      const index = indices.current.get(key) ?? -1;
      return index >= next.from && index < next.to;
    };
    focus.before(inside, element, (child) => keyAt([...inside.children].indexOf(child)), isKept);
    drawn.current = { span: next, keys: latest.current.keys };
    redraw(0);
  }

  const settle = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    measure();
    hold(element);
    focus.after(element, childOf);
    remember(element);
    follow(element);
    latest.current.onMove();
  }, []);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    notice(element);
    remember(element);
    follow(element);
    latest.current.onMove();
  }, []);

  useLayoutEffect(settle);

  useEffect(() => {
    // Pictures come, the composer grows, the panel is resized: nothing moves, and the end stays in view.
    const observer = new ResizeObserver(settle);
    if (scroller.current) observer.observe(scroller.current);
    if (list.current) observer.observe(list.current);
    return () => {
      observer.disconnect();
      drawing.current?.();
    };
  }, [settle]);

  return {
    scroller,
    list,
    span,
    above: heightOf({ from: 0, to: span.from }, height),
    below: heightOf({ from: span.to, to: keys.length }, height),
    onScroll,
    isAtEnd: () => isStuck.current,
    goTo(key, at = 0.5) {
      const index = indices.current.get(key);
      if (index === undefined) return false;
      target.current = { key, at };
      seenTop.current = scroller.current?.scrollTop ?? 0;
      isStuck.current = false;
      if (!childOf(key)) drawn.current = { span: around(index, at), keys };
      redraw(0);
      return true;
    },
    goToEnd() {
      target.current = null;
      seenTop.current = scroller.current?.scrollTop ?? 0;
      isStuck.current = true;
      drawn.current = { span: around(keys.length - 1, 1), keys };
      redraw(0);
    },
  };
}
