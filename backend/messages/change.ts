import type { Message, Reaction } from '../../protocol/messages.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { toPreview } from '../chats/list.ts';
import type { Membership } from '../chats/rules.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import { mentionsIn } from './compose.ts';
import { unpin } from './pins.ts';
import { requireMayDelete, requireMayEdit, requireMayWriteHere } from './rights.ts';
import { changeMessage, checkText } from './rules.ts';
import { requireContent, requireVisible } from './visible.ts';

export interface ChangeDeps {
  db: Database;
  bus: Bus;
  clock: () => number;
}

/** Who does something to which message. */
export interface Target {
  personId: string;
  chatId: string;
  ordinal: number;
}

/** The list's line of a chat whose last message is another now, for those who do not have it open. */
async function previewNotice(db: Queries, { chat }: Membership, message: Message): Promise<Publication[]> {
  if (message.ordinal !== chat.lastOrdinal) return [];
  const [sender] = await peopleByIds(db, [message.senderId]);
  if (!sender) return [];
  const notice = { chatId: chat.id, lastMessage: toPreview(message, sender) };
  return [{ kind: 'preview', name: 'preview:changed', notice }];
}

/** Changes the text of my own message. The same text again changes nothing. */
export async function editMessage(
  deps: ChangeDeps,
  { personId, chatId, ordinal }: Target,
  input: { text: string; mentions?: string[] | undefined },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { membership, message } = await requireContent(trx, personId, chatId, ordinal);
    requireMayEdit(message, personId, deps.clock());
    requireMayWriteHere(membership, deps.clock());
    const text = message.attachments && input.text.trim() === '' ? '' : checkText(input.text);
    if (text === message.text) return [];
    const mentions = await mentionsIn(trx, chatId, input.mentions);
    const changed = await changeMessage(trx, chatId, ordinal, ({ mentions: _, ...before }) => ({
      ...before,
      text,
      editedAt: deps.clock(),
      ...(mentions ? { mentions } : {}),
    }));
    return [...changed.publications, ...(await previewNotice(trx, membership, changed.message))];
  });
  deps.bus.publish(publications);
}

/** Deletes a message for all: its place stays, its content goes. Deleting it again changes nothing. */
export async function deleteMessage(deps: ChangeDeps, { personId, chatId, ordinal }: Target): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { membership, message } = await requireVisible(trx, personId, chatId, ordinal);
    const [sender] = await peopleByIds(trx, [message.senderId]);
    requireMayDelete(membership, message, sender, deps.clock());
    if (message.deletedBy) return [];
    const changed = await changeMessage(trx, chatId, ordinal, ({ senderId, clientId, sentAt }) => {
      return { chatId, ordinal, senderId, clientId, sentAt, text: '', deletedBy: personId };
    });
    return [
      ...changed.publications,
      ...(await unpin(trx, chatId, ordinal)),
      ...(await previewNotice(trx, membership, changed.message)),
    ];
  });
  deps.bus.publish(publications);
}

/** The reactions of a message after one person has chosen; each person has one at most. */
function withReaction(message: Message, personId: string, reaction: Reaction | null): Message {
  const { reactions = [], ...rest } = message;
  const kept = reactions
    .map((one) => ({ ...one, people: one.people.filter((id) => id !== personId) }))
    .map((one) => (one.reaction === reaction ? { ...one, people: [...one.people, personId] } : one));
  if (reaction && !kept.some((one) => one.reaction === reaction)) kept.push({ reaction, people: [personId] });
  const left = kept.filter((one) => one.people.length > 0);
  return left.length > 0 ? { ...rest, reactions: left } : rest;
}

/** Sets or takes back my one reaction. What is so already changes nothing. */
export async function reactTo(deps: ChangeDeps, target: Target, reaction: Reaction | null): Promise<void> {
  const { personId, chatId, ordinal } = target;
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { message } = await requireContent(trx, personId, chatId, ordinal);
    const mine = message.reactions?.find((one) => one.people.includes(personId))?.reaction ?? null;
    if (mine === reaction) return [];
    return (await changeMessage(trx, chatId, ordinal, (before) => withReaction(before, personId, reaction)))
      .publications;
  });
  deps.bus.publish(publications);
}
