import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindVkUser } from '../backend/accounts/binding.ts';
import type { Bus } from '../backend/bus/bus.ts';
import { importRoster } from '../backend/school/import.ts';
import { readOneRoster } from '../backend/school/one-roster.ts';
import type { Database, Queries } from '../backend/storage/database.ts';
import { append } from '../backend/storage/streams.ts';
import type { Message } from '../protocol/messages.ts';
import { parseScript, type Script, saidAt } from './script.ts';
import { BOUND_USER_IDS, DEMO_ACCOUNTS } from './vkid/accounts.ts';

/** The folder of the demo school's list. */
const DEMO_ROSTER = join(import.meta.dirname, 'school');
const SCRIPTS = join(import.meta.dirname, 'conversations');
const SEEDED = 'demo-seeded';

interface Speaker {
  id: string;
  sourcedId: string;
  names: string[];
}

async function speakersOf(db: Queries, chatId: string): Promise<Speaker[]> {
  const rows = await db
    .selectFrom('members')
    .innerJoin('people', 'people.id', 'members.personId')
    .select(['people.id', 'people.sourcedId', 'people.familyName', 'people.givenName', 'people.middleName'])
    .where('members.chatId', '=', chatId)
    .where('members.leftAt', 'is', null)
    .orderBy('people.sourcedId')
    .execute();
  return rows.map(({ id, sourcedId, familyName, givenName, middleName }) => ({
    id,
    sourcedId,
    names: [`${familyName} ${givenName}`, `${givenName} ${middleName}`],
  }));
}

function toMessages(script: Script, chatId: string, speakers: Speaker[], now: number): Message[] {
  const times = saidAt(script.lines, now);
  return script.lines.map((line, index) => {
    const fitting = speakers.filter(({ names }) => names.includes(line.speaker));
    const [speaker] = fitting;
    if (!speaker || fitting.length > 1) throw new Error(`${script.rosterKey}: who is «${line.speaker}»?`);
    const ordinal = index + 1;
    const clientId = `demo-${String(ordinal).padStart(4, '0')}`;
    return { chatId, ordinal, senderId: speaker.id, clientId, text: line.text, sentAt: times[index] ?? now };
  });
}

/**
 * How far each member has read: all but what the script leaves unread; some are a few messages behind. At least
 * what one has sent oneself.
 */
function readOrdinals(script: Script, speakers: Speaker[], messages: Message[]): Map<string, number> {
  const last = messages.length;
  return new Map(
    speakers.map(({ id, sourcedId }, index) => {
      const sent = messages.findLast(({ senderId }) => senderId === id)?.ordinal ?? 0;
      const behind = script.unread.get(sourcedId) ?? (index % 6 === 5 ? 2 : 0);
      const isKnown = sourcedId === 'pupil-7b-08' || sourcedId === 'teacher-kuznetsova';
      return [id, Math.max(sent, isKnown && !script.unread.has(sourcedId) ? last : last - behind)];
    }),
  );
}

/** Writes a conversation into a chat without messages, as if each had been sent: rows, events, ordinals, markers. */
async function playScript(db: Queries, script: Script, now: number): Promise<void> {
  const { id: chatId } = await db
    .selectFrom('chats')
    .select('id')
    .where('rosterKey', '=', script.rosterKey)
    .where('lastOrdinal', '=', 0)
    .executeTakeFirstOrThrow();
  const speakers = await speakersOf(db, chatId);
  const messages = toMessages(script, chatId, speakers, now);
  await db.insertInto('messages').values(messages).execute();
  await append(
    db,
    `chat:${chatId}`,
    messages.map((message) => ({ type: 'message:sent', message })),
  );
  await db.updateTable('chats').set({ lastOrdinal: messages.length }).where('id', '=', chatId).execute();
  for (const [personId, readOrdinal] of readOrdinals(script, speakers, messages)) {
    await db
      .updateTable('members')
      .set({ readOrdinal })
      .where('chatId', '=', chatId)
      .where('personId', '=', personId)
      .execute();
  }
}

/** Those who have been here before: each VK user holds the one person of the roster who has its phone. */
async function bindAccounts(db: Database, now: number): Promise<void> {
  const known: number[] = Object.values(BOUND_USER_IDS);
  for (const { userId, phone } of DEMO_ACCOUNTS.filter((account) => known.includes(account.userId))) {
    const { id } = await db.selectFrom('people').select('id').where('phone', '=', phone).executeTakeFirstOrThrow();
    await bindVkUser(db, String(userId), id, now);
  }
}

/**
 * Fills an empty database with the demo: its school, a week of conversations that ends before `clock()` (Unix ms), and
 * the accounts of Anna and her teacher. Does nothing where that was done before; returns whether it did. For the
 * start of the server: sockets that are open already are not told of the messages.
 */
export async function seedDemo(deps: { db: Database; bus: Bus; clock: () => number }): Promise<{ seeded: boolean }> {
  const done = await deps.db.selectFrom('settings').select('key').where('key', '=', SEEDED).executeTakeFirst();
  if (done) return { seeded: false };
  const now = deps.clock();
  await importRoster(deps, await readOneRoster(DEMO_ROSTER, now));
  await bindAccounts(deps.db, now);
  const files = readdirSync(SCRIPTS).filter((file) => file.endsWith('.txt'));
  const scripts = files.sort().map((file) => parseScript(readFileSync(join(SCRIPTS, file), 'utf8')));
  await deps.db.transaction().execute(async (trx) => {
    for (const script of scripts) await playScript(trx, script, now);
    await trx
      .insertInto('settings')
      .values({ key: SEEDED, value: String(now) })
      .execute();
  });
  return { seeded: true };
}
