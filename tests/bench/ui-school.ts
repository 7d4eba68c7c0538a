import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chatsBehind, indexMessage, setProgress } from '../../backend/search/store.ts';
import type { Database, Queries } from '../../backend/storage/database.ts';

export const CHATS = 100;
export const MESSAGES = 100_000;
/** The chat with so many messages, as the list shows it. */
export const BIG = '7 Б — Алгебра';
/** A word that one message in the middle of them has. */
export const RARE = 'Синхрофазотрон';
export const RARE_AT = MESSAGES / 2;
/** A word that most of them have. */
export const FREQUENT = 'слова';

const DAY = 86_400_000;

async function addChats(db: Queries, personId: string, schoolId: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const id = randomUUID();
    const name = { kind: 'subject', className: '7Б', subject: `Предмет ${index}`, groupName: null } as const;
    await db
      .insertInto('chats')
      .values({ id, schoolId, rosterKey: `bench-${index}`, ...name, lastOrdinal: 1 } as never)
      .execute();
    const member = { chatId: id, role: 'member' as const, firstOrdinal: 1, readOrdinal: 0, leftAt: null };
    await db
      .insertInto('members')
      .values({ ...member, personId } as never)
      .execute();
    const message = { chatId: id, ordinal: 1, senderId: personId, clientId: randomUUID(), sentAt: Date.now() - DAY };
    await db
      .insertInto('messages')
      .values({ ...message, text: 'Первое сообщение' })
      .execute();
  }
}

function textOf(ordinal: number): string {
  const words = 'Слова, слова, слова. '.repeat(ordinal % 7);
  return `Сообщение ${ordinal}. ${ordinal === RARE_AT ? `${RARE}! ` : ''}${words}`.trim();
}

async function addMessages(db: Queries, chat: { id: string; lastOrdinal: number }): Promise<void> {
  const senders = await db.selectFrom('members').select('personId').where('chatId', '=', chat.id).execute();
  for (let at = chat.lastOrdinal + 1; at <= MESSAGES; at += 1000) {
    const rows = Array.from({ length: Math.min(1000, MESSAGES - at + 1) }, (_, index) => ({
      chatId: chat.id,
      ordinal: at + index,
      senderId: senders[Math.floor((at + index) / 3) % senders.length]?.personId ?? '',
      clientId: randomUUID(),
      text: textOf(at + index),
      sentAt: Date.now() - (MESSAGES - at - index) * 30_000,
    }));
    await db.insertInto('messages').values(rows).execute();
    // The server's own index would take minutes for so many, beside what is measured.
    for (const row of rows) await indexMessage(db, row);
  }
  await setProgress(db, chat.id, MESSAGES);
  await db.updateTable('chats').set({ lastOrdinal: MESSAGES }).where('id', '=', chat.id).execute();
  const place = { readOrdinal: MESSAGES, firstOrdinal: 1 };
  await db.updateTable('members').set(place).where('chatId', '=', chat.id).execute();
}

/** Gives Anna of the demo school 100 chats, and the algebra chat its 100,000 messages, all read; returns her id. */
export async function fillSchool(db: Database): Promise<string> {
  const anna = await db
    .selectFrom('people')
    .select(['id', 'schoolId'])
    .where('familyName', '=', 'Иванова')
    .where('givenName', '=', 'Анна')
    .executeTakeFirstOrThrow();
  const mine = await db.selectFrom('members').select('chatId').where('personId', '=', anna.id).execute();
  const big = await db
    .selectFrom('chats')
    .select(['id', 'lastOrdinal'])
    .where('className', '=', '7Б')
    .where('subject', '=', 'Алгебра')
    .executeTakeFirstOrThrow();
  // The server indexes the demo's own messages when it starts.
  while ((await chatsBehind(db)).length > 0) await sleep(100);
  await db.transaction().execute(async (trx) => {
    await addChats(trx, anna.id, anna.schoolId, CHATS - mine.length);
    await addMessages(trx, big);
  });
  return anna.id;
}
