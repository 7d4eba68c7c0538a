import { HISTORY_PAGE, MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { requireMayWriteInCall } from '../calls/writing.ts';
import { toPreview } from '../chats/list.ts';
import { requireMayWrite } from '../chats/peers.ts';
import { requireMember, requireSeat, type Seat } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import { factsOf } from '../storage/hot.ts';
import { append } from '../storage/streams.ts';
import { type AskedFor, attachedToSend, recordAttached } from './attached.ts';
import { type ComposeInput, composeExtra } from './compose.ts';
import { requireMayMentionAll, requireMayWriteHere } from './rights.ts';
import {
  insertMessage,
  messageAt,
  messageByClientId,
  messagesAt,
  messagesBefore,
  moveReadMarker,
  nextPlace,
  replaceMessage,
} from './store.ts';

export interface SendInput extends ComposeInput, AskedFor {
  clientId: string;
  text: string;
}

/** A send that may be written: the message but for its place, and who sends it. */
interface Draft {
  message: Message;
  sender: Person;
  input: SendInput;
}

/** Texts are kept as typed, but for line ends, the white space around them, and U+0000, which no database keeps. */
export function checkText(text: string): string {
  const trimmed = text.replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (!/[^\s\p{Cf}]/u.test(trimmed)) throw new AppError('text-empty');
  if (trimmed.length > MAX_TEXT_LENGTH) throw new AppError('text-too-long');
  return trimmed;
}

/** What the sends of one transaction share: who sits where, and that a file hangs on one message. */
interface Batch {
  seats: Map<string, Seat>;
  files: Set<string>;
  /** Chats of this batch without a call that limits who writes. */
  open: Set<string>;
}

/** A text and nothing else, as most are. */
const isPlain = ({ replyTo, forwardOf, mentions, mentionsAll, attachments, poll }: SendInput) =>
  replyTo === undefined && !(forwardOf || mentions || mentionsAll || attachments || poll);

/** Whether a send may be written, and what; writes nothing. Everything that can refuse a send is here. */
async function draftOf(db: Queries, batch: Batch, input: SendInput, now: number): Promise<Draft> {
  const { chatId, senderId, clientId } = input;
  // What is passed on has the text that it has.
  const hangs = input.poll !== undefined || (input.attachments?.length ?? 0) > 0;
  const typed = input.forwardOf || (hangs && input.text.trim() === '') ? '' : checkText(input.text);
  const seat = await requireSeat(db, batch.seats, senderId, chatId);
  const { person: sender, chat } = seat;
  requireMayWriteHere(seat, now);
  if (!batch.open.has(chatId) && !(await requireMayWriteInCall(db, chatId, sender))) batch.open.add(chatId);
  if (input.mentionsAll) requireMayMentionAll(seat);
  if (chat.kind === 'direct') await requireMayWrite(db, sender, chat.id);
  if (input.attachments?.some((id) => batch.files.has(id))) throw new AppError('file-not-found');
  const extra = isPlain(input)
    ? {}
    : { ...(await composeExtra(db, input)), ...(await attachedToSend(db, senderId, input)) };
  for (const id of input.attachments ?? []) batch.files.add(id);
  return { message: { chatId, senderId, clientId, text: typed, ...extra, ordinal: 0, sentAt: now }, sender, input };
}

/** The message that a send would make now, but for its place; writes nothing. Throws what the send would throw. */
export async function checkSend(db: Queries, input: SendInput, now: number): Promise<Message> {
  return (await draftOf(db, { seats: new Map(), files: new Set(), open: new Set() }, input, now)).message;
}

/**
 * Writes what may be written to one chat: the messages with their places, and once for all of them the place in the
 * stream and how far the senders have read. Gives one event batch and one preview. A client id that has made a
 * message before makes none: its draft gets that message, and the place is given back.
 */
async function writeTo(db: Queries, chatId: string, drafts: Draft[]): Promise<Publication[]> {
  const first = await nextPlace(db, chatId, drafts.length);
  const written: Draft[] = [];
  const reached = new Map<string, number>();
  for (const draft of drafts) {
    const { message, input } = draft;
    message.ordinal = first.ordinal + written.length;
    if (await insertMessage(db, message, first.seq + written.length)) {
      if (!isPlain(input)) await recordAttached(db, message, input);
      written.push(draft);
      reached.set(message.senderId, message.ordinal);
    } else {
      draft.message = (await messageByClientId(db, message)) ?? message;
    }
  }
  if (written.length < drafts.length) await nextPlace(db, chatId, written.length - drafts.length);
  const last = written.at(-1);
  if (!last) return [];
  for (const [senderId, ordinal] of reached) await moveReadMarker(db, chatId, senderId, ordinal);
  const stream = `chat:${chatId}` as const;
  const events = written.map(({ message }, index) => ({
    type: 'message:sent' as const,
    message,
    seq: first.seq + index,
  }));
  const notice = { chatId, lastMessage: toPreview(last.message, last.sender) };
  return [
    { kind: 'events', batch: { stream, events } },
    { kind: 'preview', name: 'chat:advanced', notice },
  ];
}

type Result = { message: Message } | { refused: AppError };

/**
 * The sends of one transaction, first checked one by one, then written chat by chat. Gives the result of each in
 * order: a client id that came before, or twice, has the message that it made, also where it might not be written any
 * more (G2).
 */
async function sendAll(
  db: Queries,
  inputs: SendInput[],
  now: number,
): Promise<{ results: Result[]; publications: Publication[] }> {
  const batch: Batch = { seats: factsOf(db), files: new Set(), open: new Set() };
  const results = new Map<string, Result>();
  const byChat = new Map<string, Draft[]>();
  const keys = inputs.map(({ senderId, chatId, clientId }) => `${senderId} ${chatId} ${clientId}`);
  for (const [index, input] of inputs.entries()) {
    const key = keys[index] as string;
    const known = results.get(key);
    if (known && 'message' in known) continue;
    try {
      const draft = await draftOf(db, batch, input, now);
      results.set(key, draft);
      const drafts = byChat.get(input.chatId);
      if (drafts) drafts.push(draft);
      else byChat.set(input.chatId, [draft]);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const before = await messageByClientId(db, input);
      results.set(key, before ? { message: before } : { refused: error });
    }
  }
  const publications: Publication[] = [];
  for (const [chatId, drafts] of byChat) publications.push(...(await writeTo(db, chatId, drafts)));
  return { results: keys.map((key) => results.get(key) as Result), publications };
}

/** Sends a message; resolves after the commit with the message as it is stored (G1). */
export type Send = (input: SendInput) => Promise<Message>;

/**
 * The sender of messages: what queues up while a commit runs is one transaction (decision 4). A send that is
 * refused (AppError) fails alone; an unexpected error fails its whole transaction, and each send with it.
 */
export function createSend(deps: { db: Database; bus: Bus; clock: () => number }): Send {
  type Waiting = { input: SendInput; resolve: (message: Message) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let running = false;

  async function commit(batch: Waiting[]): Promise<void> {
    const inputs = batch.map(({ input }) => input);
    let done: Awaited<ReturnType<typeof sendAll>>;
    try {
      done = await deps.db.transaction().execute((trx) => sendAll(trx, inputs, deps.clock()));
    } catch (error) {
      for (const { reject } of batch) reject(error);
      return;
    }
    deps.bus.publish(done.publications);
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = done.results[index];
      if (result && 'message' in result) resolve(result.message);
      else reject(result?.refused);
    }
  }

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await commit(batch);
    }
    running = false;
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      // The rest of this tick's sends join the batch before it starts.
      if (!running) {
        running = true;
        setImmediate(() => void run());
      }
    });
}

/**
 * Changes one message inside the caller's transaction: the row, and the event that every client applies. `change`
 * gets the message as it is and returns it as it shall be; it refuses by AppError. The caller publishes.
 */
export async function changeMessage(
  db: Queries,
  chatId: string,
  ordinal: number,
  change: (message: Message) => Message | Promise<Message>,
): Promise<{ message: Message; publications: Publication[] }> {
  const before = await messageAt(db, chatId, ordinal);
  if (!before) throw new AppError('message-not-found');
  const message = await change(before);
  await replaceMessage(db, message);
  const events = await append(db, `chat:${chatId}`, [{ type: 'message:changed', message }]);
  return { message, publications: [{ kind: 'events', batch: { stream: `chat:${chatId}`, events } }] };
}

/** Messages of a chat by their ordinals, as they are now. */
export function currentMessages(db: Queries, chatId: string, ordinals: number[]): Promise<Message[]> {
  return messagesAt(db, chatId, ordinals);
}

/** A page of history, oldest first: the messages before an ordinal (or the newest), from the first one visible. */
export function historyPage(
  db: Queries,
  chatId: string,
  firstOrdinal: number,
  before: number = Number.MAX_SAFE_INTEGER,
): Promise<Message[]> {
  return messagesBefore(db, chatId, { first: firstOrdinal, before, limit: HISTORY_PAGE });
}

/**
 * Moves my read marker: an event of my own stream for my other devices, a notice to those who have the chat open
 * (the gateway gathers notices of a second into one).
 */
export async function markRead(
  deps: { db: Database; bus: Bus },
  personId: string,
  chatId: string,
  ordinal: number,
): Promise<{ readOrdinal: number }> {
  const { publications, readOrdinal } = await deps.db.transaction().execute(async (trx) => {
    const { chat } = await requireMember(trx, personId, chatId);
    const result = await moveReadMarker(trx, chatId, personId, Math.min(ordinal, chat.lastOrdinal));
    if (!result.moved) return { publications: [], readOrdinal: result.readOrdinal };
    const events = await append(trx, `person:${personId}`, [
      { type: 'read:moved', chatId, ordinal: result.readOrdinal },
    ]);
    const list: Publication[] = [
      { kind: 'events', batch: { stream: `person:${personId}`, events } },
      {
        kind: 'notice',
        name: 'reads:moved',
        notice: { chatId, reads: [{ personId, ordinal: result.readOrdinal }] },
        to: { chat: chatId },
      },
    ];
    return { publications: list, readOrdinal: result.readOrdinal };
  });
  deps.bus.publish(publications);
  return { readOrdinal };
}
