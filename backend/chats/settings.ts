import {
  type ChatSettings,
  type ChatSettingsChange,
  DEFAULT_CHAT_SETTINGS,
  MAX_PINNED_CHATS,
} from '../../protocol/chat-settings.ts';
import type { Bus } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { requireMember } from './rules.ts';

/** How a person keeps their chats, by chat; chats that they have not touched are missing. */
export async function settingsOf(db: Queries, personId: string): Promise<Map<string, ChatSettings>> {
  const rows = await db.selectFrom('chatSettings').selectAll().where('personId', '=', personId).execute();
  return new Map(
    rows.map(({ chatId, pinnedAt, mutedUntil, isArchived, isMarkedUnread }) => [
      chatId,
      { pinnedAt, mutedUntil, isArchived: isArchived === 1, isMarkedUnread: isMarkedUnread === 1 },
    ]),
  );
}

/** The settings after a change. A chat that is archived is not pinned, and one that is pinned is not archived. */
function changed(before: ChatSettings, change: ChatSettingsChange, now: number): ChatSettings {
  const after = { ...before };
  if (change.isArchived !== undefined) {
    after.isArchived = change.isArchived;
    if (change.isArchived) after.pinnedAt = null;
  }
  if (change.isPinned !== undefined) {
    after.pinnedAt = change.isPinned ? (before.pinnedAt ?? now) : null;
    if (change.isPinned) after.isArchived = false;
  }
  if (change.mutedUntil !== undefined) after.mutedUntil = change.mutedUntil;
  if (change.isMarkedUnread !== undefined) after.isMarkedUnread = change.isMarkedUnread;
  return after;
}

/** Counts the pins of chats that the person is still in: those of a chat that was left hold no place. */
async function pinnedCount(db: Queries, personId: string): Promise<number> {
  const { count } = await db
    .selectFrom('chatSettings')
    .innerJoin('members', (join) =>
      join.onRef('members.chatId', '=', 'chatSettings.chatId').onRef('members.personId', '=', 'chatSettings.personId'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('chatSettings.personId', '=', personId)
    .where('chatSettings.pinnedAt', 'is not', null)
    .where('members.leftAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function write(db: Queries, chatId: string, personId: string, settings: ChatSettings): Promise<void> {
  const row = {
    pinnedAt: settings.pinnedAt,
    mutedUntil: settings.mutedUntil,
    isArchived: settings.isArchived ? 1 : 0,
    isMarkedUnread: settings.isMarkedUnread ? 1 : 0,
  };
  await db
    .insertInto('chatSettings')
    .values({ chatId, personId, ...row })
    .onConflict((conflict) => conflict.columns(['personId', 'chatId']).doUpdateSet(row))
    .execute();
}

/**
 * Changes how a person keeps a chat: the row, and an event of their own stream for their other devices. A change that
 * changes nothing makes no event. Throws chat-not-found, and too-many-pinned for the sixth pin.
 */
export async function arrangeChat(
  deps: { db: Database; bus: Bus; clock: () => number },
  personId: string,
  chatId: string,
  change: ChatSettingsChange,
): Promise<ChatSettings> {
  const { settings, events } = await deps.db.transaction().execute(async (trx) => {
    await requireMember(trx, personId, chatId);
    const before = (await settingsOf(trx, personId)).get(chatId) ?? DEFAULT_CHAT_SETTINGS;
    const after = changed(before, change, deps.clock());
    if (JSON.stringify(after) === JSON.stringify(before)) return { settings: after, events: [] };
    const isNewPin = after.pinnedAt !== null && before.pinnedAt === null;
    if (isNewPin && (await pinnedCount(trx, personId)) >= MAX_PINNED_CHATS) throw new AppError('too-many-pinned');
    await write(trx, chatId, personId, after);
    const appended = await append(trx, `person:${personId}`, [{ type: 'chat:settings', chatId, settings: after }]);
    return { settings: after, events: appended };
  });
  if (events.length > 0) deps.bus.publish([{ kind: 'events', batch: { stream: `person:${personId}`, events } }]);
  return settings;
}
