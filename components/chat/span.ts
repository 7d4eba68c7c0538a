/** A stretch of a list: from this index up to, not including, that one. */
export interface Span {
  from: number;
  to: number;
}

/** The height of these items together, px. */
export function heightOf(span: Span, height: (index: number) => number): number {
  let sum = 0;
  for (let index = span.from; index < span.to; index++) sum += height(index);
  return sum;
}

/** The items of a list of `count` that lie between two heights, px from its beginning; at least one where there is any. */
export function spanBetween(top: number, bottom: number, count: number, height: (index: number) => number): Span {
  let at = 0;
  let from = 0;
  while (from < count - 1 && at + height(from) <= top) at += height(from++);
  let to = from;
  while (to < count && (at < bottom || to === from)) at += height(to++);
  return { from, to };
}

/** An item of a list of `count` with those that fill so much above and below it, px. */
export function spanAround(
  index: number,
  count: number,
  room: { above: number; below: number },
  height: (index: number) => number,
): Span {
  let from = Math.max(0, index);
  let to = Math.min(count, from + 1);
  for (let left = room.above; from > 0 && left > 0; ) left -= height(--from);
  for (let left = room.below; to < count && left > 0; ) left -= height(to++);
  return { from, to };
}

/**
 * Where a stretch of a list lies after the list has changed: between the same items, or those nearest to them that
 * are left; null where none is. `before`: the keys it had.
 */
export function spanAfter(span: Span, before: string[], indexOf: ReadonlyMap<string, number>): Span | null {
  let from: number | undefined;
  let to: number | undefined;
  for (let at = span.from; at < span.to && from === undefined; at++) from = indexOf.get(before[at] ?? '');
  for (let at = span.to - 1; at >= span.from && to === undefined; at--) to = indexOf.get(before[at] ?? '');
  if (from === undefined || to === undefined || to < from) return null;
  return { from, to: to + 1 };
}
