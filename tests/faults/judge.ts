/**
 * One send as its sender saw it. `ok`: acknowledged, or on the sender's disk and therefore promised; `fail`:
 * refused; `unknown`: whoever sent it never heard. Ticks count what this process saw, in order.
 */
export interface Attempt {
  key: string;
  /** Who wrote it, on which machine: attempts of one author stand in the order of writing. */
  author: string | null;
  startedAt: number;
  /** The tick of the ack; null when there was none. */
  ackedAt: number | null;
  /** The place that the ack told. */
  ordinal: number | null;
  outcome: 'ok' | 'fail' | 'unknown';
}

/** A message as it was found at the end: in the database, or on a reader's page. */
export interface Found {
  key: string;
  ordinal: number;
}

export interface Verdict {
  lost: string[];
  doubled: string[];
  disordered: string[];
}

/** A history as every reader must see it: ordinals from 1 without a hole, and nothing twice. */
function judgeHistory(where: string, found: Found[], verdict: Verdict): void {
  const keys = new Set<string>();
  found.forEach(({ key, ordinal }, index) => {
    if (keys.has(key)) verdict.doubled.push(`${where}: ${key}`);
    keys.add(key);
    if (ordinal !== index + 1) verdict.disordered.push(`${where}: ${key} has ${ordinal}, not ${index + 1}`);
  });
}

function judgeAttempts(attempts: Attempt[], stored: Map<string, number>, verdict: Verdict): void {
  for (const { key, outcome, ordinal } of attempts) {
    const at = stored.get(key);
    if (outcome === 'ok' && at === undefined) verdict.lost.push(`${key}: promised, not there`);
    if (ordinal !== null && at !== undefined && at !== ordinal) {
      verdict.lost.push(`${key}: the ack said ${ordinal}, it is ${at}`);
    }
    if (outcome === 'fail' && at !== undefined) verdict.doubled.push(`${key}: refused, yet there`);
  }
}

/** What was acknowledged before another was begun stands before it; what one author wrote stands as written. */
function judgeOrder(attempts: Attempt[], stored: Map<string, number>, verdict: Verdict): void {
  const present = attempts.filter(({ key }) => stored.has(key));
  const placeOf = ({ key }: Attempt) => stored.get(key) ?? 0;
  for (const later of present) {
    for (const earlier of present) {
      if (earlier === later) continue;
      const sameAuthor = earlier.author !== null && earlier.author === later.author;
      const isBefore = sameAuthor
        ? earlier.startedAt < later.startedAt
        : (earlier.ackedAt ?? Infinity) < later.startedAt;
      if (isBefore && placeOf(earlier) > placeOf(later)) {
        verdict.disordered.push(`${earlier.key} came before ${later.key} and stands after it`);
      }
    }
  }
}

/** Holds what was seen against what is there. Three empty lists: nothing was lost, doubled or out of order. */
export function judge(attempts: Attempt[], database: Found[], readers: Map<string, Found[]>): Verdict {
  const verdict: Verdict = { lost: [], doubled: [], disordered: [] };
  judgeHistory('database', database, verdict);
  const stored = new Map(database.map(({ key, ordinal }) => [key, ordinal]));
  judgeAttempts(attempts, stored, verdict);
  judgeOrder(attempts, stored, verdict);
  const known = new Set(attempts.map(({ key }) => key));
  for (const { key } of database) if (!known.has(key)) verdict.doubled.push(`${key}: nobody sent it`);
  for (const [reader, found] of readers) {
    judgeHistory(reader, found, verdict);
    const seen = new Set(found.map(({ key }) => key));
    for (const { key } of database) if (!seen.has(key)) verdict.lost.push(`${reader}: ${key} never came`);
    for (const { key } of found) if (!stored.has(key)) verdict.doubled.push(`${reader}: ${key} is not in the database`);
  }
  return verdict;
}
