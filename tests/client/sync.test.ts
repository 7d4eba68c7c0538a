import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planBatch } from '../../client/sync.ts';
import type { StreamEvent } from '../../protocol/events.ts';

const event = (seq: number): StreamEvent => ({ seq, type: 'chat:left', chatId: `chat-${seq}` });
/** A batch of these places; a place with a minus is an event of a kind that this client does not know. */
const batch = (...places: number[]) => ({
  stream: 'person:a',
  events: places.map((place) => ({ seq: Math.abs(place), event: place < 0 ? null : event(place) })),
});

describe('a batch against the cursor', () => {
  test.each([
    ['SYNC1 the next events are applied', 4, [5, 6], { events: [5, 6], cursor: 6 }],
    ['SYNC1 the first event of a stream is 1', 0, [1], { events: [1], cursor: 1 }],
    ['SYNC2 what was applied before is dropped', 4, [3, 4], { events: [], cursor: 4 }],
    ['SYNC2 only the new part of a batch is applied', 4, [4, 5], { events: [5], cursor: 5 }],
    ['SYNC2 an event twice in one batch is applied once', 4, [5, 5, 6], { events: [5, 6], cursor: 6 }],
    ['SYNC3 a hole before the batch is a gap', 4, [6], 'gap'],
    ['SYNC3 a hole inside the batch is a gap, and nothing of it is applied', 4, [5, 7], 'gap'],
    ['G10 an unknown event is not applied, but keeps its place', 4, [-5, 6], { events: [6], cursor: 6 }],
    ['G10 a batch of unknown events moves the cursor', 4, [-5, -6], { events: [], cursor: 6 }],
    ['SYNC1 an empty batch changes nothing', 4, [], { events: [], cursor: 4 }],
  ] as const)('%s', (_name, cursor, places, expected) => {
    const plan = planBatch(cursor, batch(...places));
    if (expected === 'gap') expect(plan).toEqual({ kind: 'gap' });
    else expect(plan).toEqual({ kind: 'apply', events: expected.events.map(event), cursor: expected.cursor });
  });

  test('G4 whatever is dropped, doubled or late: each event is applied once, in order, after asking for what is missing', () => {
    const stream = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), stream, (length, deliveries) => {
        const all = Array.from({ length }, (_, index) => event(index + 1));
        const applied: number[] = [];
        let cursor = 0;
        const receive = (events: StreamEvent[]) => {
          const plan = planBatch(cursor, {
            stream: 'chat:a',
            events: events.map((one) => ({ seq: one.seq, event: one })),
          });
          if (plan.kind === 'gap') return false;
          applied.push(...plan.events.map((one) => one.seq));
          cursor = plan.cursor;
          return true;
        };
        let at = 0;
        for (const [size, isLost] of deliveries) {
          const part = all.slice(at, at + size);
          at += size;
          // Each part may be lost, or come twice; a gap asks for the difference.
          if (!isLost && !receive(part)) expect(receive(all.slice(cursor, at))).toBe(true);
          if (!isLost) receive(part);
        }
        expect(receive(all.slice(cursor))).toBe(true);
        expect(applied).toEqual(all.map((one) => one.seq));
      }),
    );
  });
});
