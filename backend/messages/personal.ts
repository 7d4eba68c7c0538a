import type { Message, MessagePreview } from '../../protocol/messages.ts';
import type { Bus } from '../bus/bus.ts';
import { toPreview } from '../chats/list.ts';
import { requireMember } from '../chats/rules.ts';
import { AppError } from '../errors.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import { newestSeenBy } from './hidden.ts';
import { tellMyself } from './own-stream.ts';
import { MESSAGE_COLUMNS, toMessage } from './store.ts';
import { requireContent } from './visible.ts';

interface Deps {
  db: Database;
  bus: Bus;
  clock: () => number;
}

/** Most entries of one page of what a person marked. */
const IMPORTANT_PAGE = 50;

/** The list's line of a chat for one person: the newest message that they still see. */
async function previewSeenBy(
  db: Queries,
  personId: string,
  chatId: string,
  firstOrdinal: number,
): Promise<MessagePreview | null> {
  const message = await newestSeenBy(db, personId, chatId, firstOrdinal);
  const [sender] = message ? await peopleByIds(db, [message.senderId]) : [];
  return message && sender ? toPreview(message, sender) : null;
}

/** Deletes messages for one person: they keep their places and lose their content, for this person only. */
export async function hideMessages(
  deps: Deps,
  { personId, chatId, ordinals }: { personId: string; chatId: string; ordinals: number[] },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const { chat, member } = await requireMember(trx, personId, chatId);
    const wanted = [...new Set(ordinals)].sort((a, b) => a - b);
    if (wanted.some((ordinal) => ordinal < member.firstOrdinal || ordinal > chat.lastOrdinal)) {
      throw new AppError('message-not-found');
    }
    const written = await trx
      .insertInto('hidden')
      .values(wanted.map((ordinal) => ({ personId, chatId, ordinal })))
      .onConflict((conflict) => conflict.doNothing())
      .returning('ordinal')
      .execute();
    if (written.length === 0) return [];
    await trx
      .deleteFrom('important')
      .where('personId', '=', personId)
      .where('chatId', '=', chatId)
      .where('ordinal', 'in', wanted)
      .execute();
    const lastMessage = await previewSeenBy(trx, personId, chatId, member.firstOrdinal);
    return tellMyself(trx, personId, { type: 'message:hidden', chatId, ordinals: wanted, lastMessage });
  });
  deps.bus.publish(publications);
}

/** Marks a message as important for one person, or takes the mark away. */
export async function markImportant(
  deps: Deps,
  target: { personId: string; chatId: string; ordinal: number; isImportant: boolean },
): Promise<void> {
  const { personId, chatId, ordinal, isImportant } = target;
  const publications = await deps.db.transaction().execute(async (trx) => {
    if (isImportant) await requireContent(trx, personId, chatId, ordinal);
    else await requireMember(trx, personId, chatId);
    const changed = isImportant
      ? await trx
          .insertInto('important')
          .values({ personId, chatId, ordinal, markedAt: deps.clock() })
          .onConflict((conflict) => conflict.doNothing())
          .returning('ordinal')
          .execute()
      : await trx
          .deleteFrom('important')
          .where('personId', '=', personId)
          .where('chatId', '=', chatId)
          .where('ordinal', '=', ordinal)
          .returning('ordinal')
          .execute();
    if (changed.length === 0) return [];
    return tellMyself(trx, personId, { type: 'important:marked', chatId, ordinal, isImportant });
  });
  deps.bus.publish(publications);
}

/** The ordinals that a person marked in a chat. */
export async function importantIn(db: Queries, personId: string, chatId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('important')
    .select('ordinal')
    .where('personId', '=', personId)
    .where('chatId', '=', chatId)
    .orderBy('ordinal')
    .execute();
  return rows.map((row) => row.ordinal);
}

/** What a person marked in the chats that they are in, the newest mark first; what was deleted for all is left out. */
export async function importantPage(
  db: Queries,
  personId: string,
  before = Number.MAX_SAFE_INTEGER,
): Promise<{ entries: { message: Message; markedAt: number }[]; isLast: boolean }> {
  const rows = await db
    .selectFrom('important')
    .innerJoin('members', (join) =>
      join
        .onRef('members.chatId', '=', 'important.chatId')
        .onRef('members.personId', '=', 'important.personId')
        .on('members.leftAt', 'is', null),
    )
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.chatId', '=', 'important.chatId')
        .onRef('messages.ordinal', '=', 'important.ordinal')
        .onRef('messages.ordinal', '>=', 'members.firstOrdinal'),
    )
    .select([...MESSAGE_COLUMNS, 'important.markedAt'])
    .where('important.personId', '=', personId)
    .where('important.markedAt', '<', before)
    .orderBy('important.markedAt', 'desc')
    .limit(IMPORTANT_PAGE)
    .execute();
  const entries = rows.map(({ markedAt, ...row }) => ({ message: toMessage(row), markedAt }));
  return { entries: entries.filter(({ message }) => !message.deletedBy), isLast: rows.length < IMPORTANT_PAGE };
}
