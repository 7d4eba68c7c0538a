import type { StreamEvent, StreamName } from '../../protocol/events.ts';
import type { Queries } from './database.ts';
import { hotChange, hotQuery } from './hot.ts';

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

const insertEvents = hotChange((db, stream: string, seq: number, body: string) =>
  db.insertInto('events').values({ stream, seq, body }),
);

/** An event as the log keeps it: of a message only its place, its words stand in `messages` and nowhere else. */
type Logged<E> = E extends { message: unknown } ? Omit<E, 'message'> & { message: { ordinal: number } } : E;
export type LoggedEvent = Logged<StreamEvent>;

const toLogged = (event: StreamEvent): LoggedEvent =>
  'message' in event ? { ...event, message: { ordinal: event.message.ordinal } } : event;

/**
 * Appends events to a stream inside the caller's transaction, as one row with the `seq` of the last one. Returns them
 * with their gapless `seq` (G3).
 */
export async function append(db: Queries, stream: StreamName, events: NewEvent[]): Promise<StreamEvent[]> {
  const [row] = await advanceStream(db, stream, events.length);
  if (!row) throw new Error('no place in the stream');
  const first = row.seq - events.length + 1;
  const numbered = events.map((event, index) => ({ ...event, seq: first + index }) as StreamEvent);
  await insertEvents(db, stream, row.seq, JSON.stringify(numbered.map(toLogged)));
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
): Promise<LoggedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', stream)
    .where('seq', '>', cursor)
    .orderBy('seq')
    .limit(limit)
    .execute();
  // A row of an older version is one event, not an array, with its whole message.
  const events = rows.flatMap((row) => JSON.parse(row.body) as LoggedEvent | LoggedEvent[]);
  return events.filter(({ seq }) => seq > cursor).slice(0, limit);
}
