import type { Message } from '../../protocol/messages.ts';
import type { Bus, Publication } from '../bus/bus.ts';
import { requireMember } from '../chats/rules.ts';
import type { Database, Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';
import { isHidden } from './hidden.ts';
import { requireMayPin } from './rights.ts';
import { messageAt } from './store.ts';
import { requireContent } from './visible.ts';

async function pinnedOrdinal(db: Queries, chatId: string): Promise<number | null> {
  const row = await db.selectFrom('pins').select('ordinal').where('chatId', '=', chatId).executeTakeFirst();
  return row?.ordinal ?? null;
}

async function tell(db: Queries, chatId: string, ordinal: number | null): Promise<Publication[]> {
  const events = await append(db, `chat:${chatId}`, [{ type: 'message:pinned', ordinal }]);
  return [{ kind: 'events', batch: { stream: `chat:${chatId}`, events } }];
}

/** The chat's pinned message as one member sees it: null where there is none, or none that they may see. */
export async function pinnedFor(
  db: Queries,
  personId: string,
  chatId: string,
  firstOrdinal: number,
): Promise<Message | null> {
  const ordinal = await pinnedOrdinal(db, chatId);
  if (ordinal === null || ordinal < firstOrdinal || (await isHidden(db, personId, chatId, ordinal))) return null;
  return (await messageAt(db, chatId, ordinal)) ?? null;
}

/** Takes the pin away when it is on this message, inside the caller's transaction; the caller publishes. */
export async function unpin(db: Queries, chatId: string, ordinal: number): Promise<Publication[]> {
  const removed = await db
    .deleteFrom('pins')
    .where('chatId', '=', chatId)
    .where('ordinal', '=', ordinal)
    .returning('ordinal')
    .executeTakeFirst();
  return removed ? tell(db, chatId, null) : [];
}

/** Pins a message in the place of the one before, or unpins with null; for who owns or administers the chat. */
export async function pinMessage(
  deps: { db: Database; bus: Bus; clock: () => number },
  { personId, chatId, ordinal }: { personId: string; chatId: string; ordinal: number | null },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    requireMayPin(await requireMember(trx, personId, chatId));
    const before = await pinnedOrdinal(trx, chatId);
    if (ordinal === before) return [];
    if (ordinal === null) return before === null ? [] : unpin(trx, chatId, before);
    await requireContent(trx, personId, chatId, ordinal);
    const pin = { ordinal, pinnedBy: personId, pinnedAt: deps.clock() };
    await trx
      .insertInto('pins')
      .values({ chatId, ...pin })
      .onConflict((conflict) => conflict.column('chatId').doUpdateSet(pin))
      .execute();
    return tell(trx, chatId, ordinal);
  });
  deps.bus.publish(publications);
}
