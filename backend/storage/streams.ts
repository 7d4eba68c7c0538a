import type { StreamEvent, StreamName } from '../../protocol/events.ts';
import type { Queries } from './database.ts';
import { hotQuery } from './hot.ts';

type WithoutSeq<E> = E extends unknown ? Omit<E, 'seq'> : never;
/** An event before it has its place in a stream. */
export type NewEvent = WithoutSeq<StreamEvent>;

const advanceStream = hotQuery((db, name: string, count: number) =>
  db
    .insertInto('streams')
    .values({ name, seq: count })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((eb) => ({ seq: eb('streams.seq', '+', eb.ref('excluded.seq')) })),
    )
    .returning('seq'),
);

const insertEvent = hotQuery((db, stream: string, seq: number, body: string) =>
  db.insertInto('events').values({ stream, seq, body }),
);

/** Appends events to a stream inside the caller's transaction; returns them with their gapless `seq` (G3). */
export async function append(db: Queries, stream: StreamName, events: NewEvent[]): Promise<StreamEvent[]> {
  const [row] = await advanceStream(db, stream, events.length);
  if (!row) throw new Error('no place in the stream');
  const first = row.seq - events.length + 1;
  const numbered = events.map((event, index) => ({ ...event, seq: first + index }) as StreamEvent);
  for (const event of numbered) await insertEvent(db, stream, event.seq, JSON.stringify(event));
  return numbered;
}

/** The stream's last `seq`; 0 for a stream without events. */
export async function cursorOf(db: Queries, stream: StreamName): Promise<number> {
  const row = await db.selectFrom('streams').select('seq').where('name', '=', stream).executeTakeFirst();
  return row?.seq ?? 0;
}

/** Events after a cursor, oldest first, at most `limit`. */
export async function eventsAfter(
  db: Queries,
  stream: StreamName,
  cursor: number,
  limit: number,
): Promise<StreamEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', stream)
    .where('seq', '>', cursor)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => JSON.parse(row.body) as StreamEvent);
}
