import { HISTORY_PAGE, MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { toPreview } from '../chats/list.ts';
import { memberIds } from '../chats/members.ts';
import { requireMayWrite } from '../chats/peers.ts';
import { requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { type AskedFor, attachedToSend, recordAttached } from './attached.ts';
import { type ComposeInput, composeExtra } from './compose.ts';
import {
  insertMessage,
  messageAt,
  messageByClientId,
  messagesAt,
  messagesBefore,
  moveReadMarker,
  nextOrdinal,
  replaceMessage,
} from './store.ts';

export interface SendInput extends ComposeInput, AskedFor {
  clientId: string;
  text: string;
}

/** What a send came to; `sender` is missing where the same client id had been sent before. */
interface Sent {
  message: Message;
  sender?: Person;
}

/** Texts are kept as typed, but for line ends, the white space around them, and U+0000, which no database keeps. */
export function checkText(text: string): string {
  const trimmed = text.replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  if (trimmed.length === 0 || /^[\s\p{Cf}]*$/u.test(trimmed)) throw new AppError('text-empty');
  if (trimmed.length > MAX_TEXT_LENGTH) throw new AppError('text-too-long');
  return trimmed;
}

/** One send inside the batch's transaction. Everything that can refuse it comes before the first write. */
async function sendOne(db: Queries, input: SendInput, now: number): Promise<Sent> {
  const before = await messageByClientId(db, input);
  if (before) return { message: before };
  // What is passed on has the text that it has.
  const hangs = input.poll !== undefined || (input.attachments?.length ?? 0) > 0;
  const typed = input.forwardOf || (hangs && input.text.trim() === '') ? '' : checkText(input.text);
  const { person, chat } = await requireMember(db, input.senderId, input.chatId);
  if (chat.kind === 'direct') await requireMayWrite(db, person, chat.id);
  const extra = { ...(await composeExtra(db, input)), ...(await attachedToSend(db, input.senderId, input)) };
  const ordinal = await nextOrdinal(db, input.chatId);
  const { chatId, senderId, clientId } = input;
  const message: Message = { chatId, senderId, clientId, text: typed, ...extra, ordinal, sentAt: now };
  await insertMessage(db, message);
  await recordAttached(db, message, input);
  return { message, sender: person };
}

/**
 * Writes once per chat and commit what sending would write for each message: the events, in order, and how far the
 * senders have read. Gives one event batch and one notice per chat.
 */
async function recordSent(db: Queries, sent: Sent[]): Promise<Publication[]> {
  const byChat = new Map<string, Sent[]>();
  for (const one of sent) {
    if (!one.sender) continue;
    const list = byChat.get(one.message.chatId) ?? [];
    list.push(one);
    byChat.set(one.message.chatId, list);
  }
  const publications: Publication[] = [];
  for (const [chatId, list] of byChat) {
    const stream = `chat:${chatId}` as const;
    const events = await append(
      db,
      stream,
      list.map(({ message }) => ({ type: 'message:sent', message })),
    );
    const reached = new Map(list.map(({ message }) => [message.senderId, message.ordinal]));
    for (const [senderId, ordinal] of reached) await moveReadMarker(db, chatId, senderId, ordinal);
    publications.push({ kind: 'events', batch: { stream, events } });
    const last = list.at(-1);
    if (!last?.sender) continue;
    publications.push({
      kind: 'notice',
      name: 'chat:advanced',
      notice: { chatId, lastMessage: toPreview(last.message, last.sender) },
      to: { people: await memberIds(db, chatId), exceptChat: chatId },
    });
  }
  return publications;
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
    const refused: [Waiting, AppError][] = [];
    const sent: [Waiting, Sent][] = [];
    let publications: Publication[] = [];
    try {
      publications = await deps.db.transaction().execute(async (trx) => {
        for (const one of batch) {
          try {
            sent.push([one, await sendOne(trx, one.input, deps.clock())]);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            refused.push([one, error]);
          }
        }
        return recordSent(
          trx,
          sent.map(([, result]) => result),
        );
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
      return;
    }
    deps.bus.publish(publications);
    for (const [one, result] of sent) one.resolve(result.message);
    for (const [one, error] of refused) one.reject(error);
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
