import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindVkUser } from '../backend/accounts/binding.ts';
import type { Bus } from '../backend/bus/bus.ts';
import { reactTo } from '../backend/messages/change.ts';
import { pinMessage } from '../backend/messages/pins.ts';
import { createSend } from '../backend/messages/rules.ts';
import { vote } from '../backend/polls/rules.ts';
import { importRoster } from '../backend/school/import.ts';
import { readOneRoster } from '../backend/school/one-roster.ts';
import type { Database, Queries } from '../backend/storage/database.ts';
import type { Message } from '../protocol/messages.ts';
import type { NewPoll } from '../protocol/polls.ts';
import { createUpload } from './pictures.ts';
import { parseScript, type Script, type ScriptLine, saidAt } from './script.ts';
import { BOUND_USER_IDS, DEMO_ACCOUNTS } from './vkid/accounts.ts';

/** The folder of the demo school's list. */
const DEMO_ROSTER = join(import.meta.dirname, 'school');
const SCRIPTS = join(import.meta.dirname, 'conversations');
const SEEDED = 'demo-seeded';

interface Deps {
  db: Database;
  bus: Bus;
  clock: () => number;
}

/** `filesFolder`: where the server keeps files; undefined where that is no folder, and then no pictures are sent. */
interface SeedDeps extends Deps {
  filesFolder: string | undefined;
}

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

/**
 * How far each member has read: all but what the script leaves unread; some are a few messages behind. At least
 * what one has sent oneself.
 */
function readOrdinals(script: Script, speakers: Speaker[], senderIds: string[]): Map<string, number> {
  const last = senderIds.length;
  return new Map(
    speakers.map(({ id, sourcedId }, index) => {
      const sent = senderIds.lastIndexOf(id) + 1;
      const behind = script.unread.get(sourcedId) ?? (index % 6 === 5 ? 2 : 0);
      const isKnown = sourcedId === 'pupil-7b-08' || sourcedId === 'teacher-kuznetsova';
      return [id, Math.max(sent, isKnown && !script.unread.has(sourcedId) ? last : last - behind)];
    }),
  );
}

/** Finds who is meant by a name of the script; throws unless exactly one member is. */
function finder(script: Script, speakers: Speaker[]): (name: string) => string {
  return (name) => {
    const [speaker, ...others] = speakers.filter(({ names }) => names.includes(name));
    if (!speaker || others.length > 0) throw new Error(`${script.rosterKey}: who is «${name}»?`);
    return speaker.id;
  };
}

/** What others did with a message that is sent: reactions, votes, the pin. */
async function answerTo(deps: Deps, line: ScriptLine, message: Message, find: (name: string) => string) {
  const { chatId, ordinal, senderId } = message;
  for (const { reaction, people } of line.reactions) {
    for (const name of people) await reactTo(deps, { personId: find(name), chatId, ordinal }, reaction);
  }
  for (const [option, { people }] of line.options.entries()) {
    for (const name of people) await vote(deps, find(name), { chatId, ordinal }, [option]);
  }
  if (line.isPinned) await pinMessage(deps, { personId: senderId, chatId, ordinal });
}

/**
 * Says a conversation line by line, each at its time, by the rules that hold for everybody. What was said before
 * (the seeding was broken off) is not said again.
 */
async function playScript(deps: SeedDeps, script: Script, now: number): Promise<void> {
  const { db, filesFolder } = deps;
  const { id: chatId } = await db
    .selectFrom('chats')
    .select('id')
    .where('rosterKey', '=', script.rosterKey)
    .executeTakeFirstOrThrow();
  const speakers = await speakersOf(db, chatId);
  const find = finder(script, speakers);
  const upload = filesFolder === undefined ? undefined : createUpload(db, filesFolder, now);
  const times = saidAt(script.lines, now);
  let at = now;
  const then = { ...deps, clock: () => at };
  const send = createSend(then);
  const senderIds = script.lines.map(({ speaker }) => find(speaker));
  for (const [index, line] of script.lines.entries()) {
    at = times[index] ?? now;
    const ordinal = index + 1;
    const senderId = find(line.speaker);
    const message = await send({
      senderId,
      chatId,
      clientId: `demo-${String(ordinal).padStart(4, '0')}`,
      text: line.options.length > 0 ? '' : line.text,
      replyTo: line.replyTo && ordinal - line.replyTo,
      attachments: upload && line.picture ? [await upload(senderId, line.picture)] : undefined,
      poll: line.options.length > 0 ? toPoll(line) : undefined,
    });
    await answerTo(then, line, message, find);
  }
  for (const [personId, readOrdinal] of readOrdinals(script, speakers, senderIds)) {
    await db
      .updateTable('members')
      .set({ readOrdinal })
      .where('chatId', '=', chatId)
      .where('personId', '=', personId)
      .execute();
  }
}

function toPoll({ text, options }: ScriptLine): NewPoll {
  return { question: text, options: options.map((option) => option.text), isMultiple: false, isAnonymous: false };
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
export async function seedDemo(deps: SeedDeps): Promise<{ seeded: boolean }> {
  const done = await deps.db.selectFrom('settings').select('key').where('key', '=', SEEDED).executeTakeFirst();
  if (done) return { seeded: false };
  const now = deps.clock();
  await importRoster(deps, await readOneRoster(DEMO_ROSTER, now));
  await bindAccounts(deps.db, now);
  const files = readdirSync(SCRIPTS).filter((file) => file.endsWith('.txt'));
  for (const file of files.sort()) await playScript(deps, parseScript(readFileSync(join(SCRIPTS, file), 'utf8')), now);
  await deps.db
    .insertInto('settings')
    .values({ key: SEEDED, value: String(now) })
    .execute();
  return { seeded: true };
}
