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

const advanceChat = hotQuery((db, count: number, chatId: string) =>
  db
    .updateTable('chats')
    .set((eb) => ({ lastSeq: eb('lastSeq', '+', count) }))
    .where('id', '=', chatId)
    .returning('lastSeq as seq'),
);

const insertEvents = hotChange((db, stream: string, seq: number, body: string) =>
  db.insertInto('events').values({ stream, seq, body }),
);

/** An event as the log keeps it: of a message only its place, its words stand in `messages` and nowhere else. */
type Logged<E> = E extends { message: unknown } ? Omit<E, 'message'> & { message: { ordinal: number } } : E;
export type LoggedEvent = Logged<StreamEvent>;

const toLogged = (event: StreamEvent): LoggedEvent =>
  'message' in event ? { ...event, message: { ordinal: event.message.ordinal } } : event;

/** The chat whose stream it is; undefined for a person's. */
const chatOf = (stream: StreamName) => (stream.startsWith('chat:') ? stream.slice('chat:'.length) : undefined);

/**
 * Appends events to a stream inside the caller's transaction, as one row with the `seq` of the last one. Returns them
 * with their gapless `seq` (G3). Not for `message:sent`, which the message's own row logs (`insertMessage`).
 */
export async function append(db: Queries, stream: StreamName, events: NewEvent[]): Promise<StreamEvent[]> {
  const chatId = chatOf(stream);
  const [row] = await (chatId ? advanceChat(db, events.length, chatId) : advanceStream(db, stream, events.length));
  if (!row) throw new Error('no place in the stream');
  const first = row.seq - events.length + 1;
  const numbered = events.map((event, index) => ({ ...event, seq: first + index }) as StreamEvent);
  await insertEvents(db, stream, row.seq, JSON.stringify(numbered.map(toLogged)));
  return numbered;
}

/** The stream's last `seq`; 0 for a stream without events. */
export async function cursorOf(db: Queries, stream: StreamName): Promise<number> {
  const chatId = chatOf(stream);
  const row = chatId
    ? await db.selectFrom('chats').select('lastSeq as seq').where('id', '=', chatId).executeTakeFirst()
    : await db.selectFrom('streams').select('seq').where('name', '=', stream).executeTakeFirst();
  return row?.seq ?? 0;
}

/**
 * How far the log goes now, in a chat also by ordinal: what comes while it is read stays out, or an event of one
 * table could be missed between two of the other.
 */
async function endOf(db: Queries, stream: StreamName): Promise<{ seq: number; ordinal: number }> {
  const chatId = chatOf(stream);
  if (!chatId) return { seq: await cursorOf(db, stream), ordinal: 0 };
  const end = db.selectFrom('chats').select(['lastSeq as seq', 'lastOrdinal as ordinal']).where('id', '=', chatId);
  return (await end.executeTakeFirst()) ?? { seq: 0, ordinal: 0 };
}

/** What was sent after a cursor: of the messages up to the end only the last ones, no more than there are events. */
async function sentAfter(
  db: Queries,
  stream: StreamName,
  cursor: number,
  end: { seq: number; ordinal: number },
): Promise<LoggedEvent[]> {
  const chatId = chatOf(stream);
  if (!chatId) return [];
  const rows = await db
    .selectFrom('messages')
    .select(['seq', 'ordinal'])
    .where('chatId', '=', chatId)
    .where('ordinal', '>', end.ordinal - (end.seq - cursor))
    .where('ordinal', '<=', end.ordinal)
    .execute();
  return rows.map(({ seq, ordinal }) => ({ type: 'message:sent', seq, message: { ordinal } }));
}

/** Events after a cursor, oldest first, at most `limit`. */
export async function eventsAfter(
  db: Queries,
  stream: StreamName,
  cursor: number,
  limit: number,
): Promise<LoggedEvent[]> {
  const end = await endOf(db, stream);
  const sent = await sentAfter(db, stream, cursor, end);
  const rows = await db
    .selectFrom('events')
    .select('body')
    .where('stream', '=', stream)
    .where('seq', '>', cursor)
    .orderBy('seq')
    .limit(limit)
    .execute();
  // A row of an older version is one event, not an array, with its whole message.
  const others = rows.flatMap((row) => JSON.parse(row.body) as LoggedEvent | LoggedEvent[]);
  const events = [...sent, ...others].filter(({ seq }) => seq > cursor && seq <= end.seq);
  return events.sort((a, b) => a.seq - b.seq).slice(0, limit);
}
