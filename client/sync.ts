import type { StreamEvent } from '../protocol/events.ts';
import type { ReceivedBatch } from './connection.ts';

/** What to do with a batch that came: which events are new, where the cursor stands then, or that some are missing. */
export type BatchPlan = { kind: 'gap' } | { kind: 'apply'; events: StreamEvent[]; cursor: number };

/**
 * Holds a batch against the cursor: events at or before it are dropped, a hole asks for the difference (G4).
 * `seq` is gapless in a stream, so the order never depends on anybody's clock (G9).
 */
export function planBatch(cursor: number, batch: ReceivedBatch): BatchPlan {
  let at = cursor;
  const events: StreamEvent[] = [];
  for (const { seq, event } of batch.events) {
    if (seq <= at) continue;
    if (seq !== at + 1) return { kind: 'gap' };
    at = seq;
    if (event) events.push(event);
  }
  return { kind: 'apply', events, cursor: at };
}
