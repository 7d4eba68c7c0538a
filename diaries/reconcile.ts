/** As much of a DOM node as reconciling needs. */
interface NodeLike {
  readonly parentNode: unknown;
}

/** Where one thing of ours should be: a key for (slot, row), and the element of the page it goes beside. */
export interface Spot<N extends NodeLike> {
  key: string;
  anchor: N;
  side: 'before' | 'after';
}

/** Where it was put. */
export interface Placed<N extends NodeLike> {
  anchor: N;
  side: 'before' | 'after';
  host: N;
}

export type Step<N extends NodeLike> =
  | { do: 'mount'; spot: Spot<N> }
  | { do: 'move'; spot: Spot<N> }
  | { do: 'drop'; key: string };

/** When each key was put back (ms), and until when a key that was put back too often is left alone. */
export interface Ledger {
  remounts: Map<string, number[]>;
  restUntil: Map<string, number>;
}

export interface Plan<N extends NodeLike> {
  steps: Step<N>[];
  /** Keys that are left alone for now. */
  resting: Set<string>;
  /** When to look again although the page has not changed, ms; null: no need. */
  wakeAt: number | null;
}

const MAX_REMOUNTS = 5;
const WINDOW_MS = 10_000;

export function emptyLedger(): Ledger {
  return { remounts: new Map(), restUntil: new Map() };
}

/**
 * What to mount, move and drop so that the page has what is wanted. Writes down remounts in the ledger: a page that
 * removes ours more than 5 times in 10 s wins for 10 s. `now` in ms.
 */
export function reconcile<N extends NodeLike>(
  wanted: readonly Spot<N>[],
  placed: ReadonlyMap<string, Placed<N>>,
  ledger: Ledger,
  now: number,
): Plan<N> {
  const plan: Plan<N> = { steps: [], resting: new Set(), wakeAt: null };
  const wantedKeys = new Set(wanted.map(({ key }) => key));
  for (const key of placed.keys()) if (!wantedKeys.has(key)) plan.steps.push({ do: 'drop', key });
  for (const spot of wanted) {
    const current = placed.get(spot.key);
    if (current && isInPlace(current, spot)) continue;
    if (mayMount(spot.key, ledger, now)) {
      plan.steps.push({ do: current ? 'move' : 'mount', spot });
      continue;
    }
    if (current) plan.steps.push({ do: 'drop', key: spot.key });
    plan.resting.add(spot.key);
    const end = ledger.restUntil.get(spot.key) ?? now;
    plan.wakeAt = plan.wakeAt === null ? end : Math.min(plan.wakeAt, end);
  }
  return plan;
}

/** What is wanted stands in the page, so its sibling does. Another thing between the two is no reason to fight. */
function isInPlace<N extends NodeLike>({ host, anchor, side }: Placed<N>, spot: Spot<N>): boolean {
  return anchor === spot.anchor && side === spot.side && host.parentNode === spot.anchor.parentNode;
}

function mayMount(key: string, ledger: Ledger, now: number): boolean {
  const rest = ledger.restUntil.get(key);
  if (rest !== undefined) {
    if (now < rest) return false;
    ledger.restUntil.delete(key);
    ledger.remounts.set(key, []);
    return true;
  }
  const earlier = ledger.remounts.get(key);
  if (!earlier) {
    // The first time is no remount.
    ledger.remounts.set(key, []);
    return true;
  }
  const recent = earlier.filter((time) => time > now - WINDOW_MS);
  if (recent.length >= MAX_REMOUNTS) {
    ledger.restUntil.set(key, now + WINDOW_MS);
    return false;
  }
  ledger.remounts.set(key, [...recent, now]);
  return true;
}
