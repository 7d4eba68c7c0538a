import { randomUUID } from 'node:crypto';
import { personName } from '../../i18n/names.ts';
import type { Message, ServiceLine } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { Publication } from '../bus/bus.ts';
import { toPreview } from '../chats/list.ts';
import type { Queries } from '../storage/database.ts';
import { followReadMarker, insertMessage, nextPlace } from './store.ts';

/** So many are named in one line; the rest are counted. */
const MOST_NAMED = 10;

/** People as a line of the history names them, for as long as it stands. */
export function namedIn(people: Person[]): { people: { id: string; name: string }[]; more?: number } {
  const named = people.slice(0, MOST_NAMED).map((person) => ({ id: person.id, name: personName(person) }));
  const more = people.length - named.length;
  return { people: named, ...(more > 0 ? { more } : {}) };
}

/**
 * Writes what happened to a chat into its history, inside the caller's transaction: a message with the next ordinal,
 * so that order, unread and previews are those of messages. The caller publishes.
 */
export async function writeServiceLine(
  db: Queries,
  { chatId, sender, service, now }: { chatId: string; sender: Person; service: ServiceLine; now: number },
): Promise<Publication[]> {
  const { ordinal, seq } = await nextPlace(db, chatId);
  const message: Message = {
    chatId,
    ordinal,
    senderId: sender.id,
    clientId: randomUUID(),
    text: '',
    sentAt: now,
    service,
  };
  await insertMessage(db, message, seq);
  const stream = `chat:${chatId}` as const;
  // What was written before it and not read stays unread: nobody read it by doing this.
  await followReadMarker(db, chatId, sender.id, ordinal);
  const notice = { chatId, lastMessage: toPreview(message, sender) };
  return [
    { kind: 'events', batch: { stream, events: [{ type: 'message:sent', seq, message }] } },
    { kind: 'preview', name: 'chat:advanced', notice },
  ];
}
