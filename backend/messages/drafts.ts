import type { Draft, NewDraft } from '../../protocol/drafts.ts';
import type { Bus } from '../bus/bus.ts';
import { memberOf } from '../chats/members.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import { tellMyself } from './own-stream.ts';

/** A person's drafts by chat. */
export async function draftsOf(db: Queries, personId: string): Promise<Map<string, Draft>> {
  const rows = await db.selectFrom('drafts').select(['chatId', 'draft']).where('personId', '=', personId).execute();
  return new Map(rows.map((row) => [row.chatId, JSON.parse(row.draft) as Draft]));
}

/** Keeps what a person has begun to write in a chat, or forgets it. */
export async function saveDraft(
  deps: { db: Database; bus: Bus; clock: () => number },
  { personId, chatId, draft }: { personId: string; chatId: string; draft: NewDraft | null },
): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    if (!(await memberOf(trx, chatId, personId))) throw new AppError('chat-not-found');
    const kept: Draft | null =
      draft && (draft.text.trim() || draft.replyTo) ? { ...draft, savedAt: deps.clock() } : null;
    if (kept) {
      const row = { draft: JSON.stringify(kept) };
      await trx
        .insertInto('drafts')
        .values({ personId, chatId, ...row })
        .onConflict((conflict) => conflict.columns(['personId', 'chatId']).doUpdateSet(row))
        .execute();
    } else {
      const gone = await trx
        .deleteFrom('drafts')
        .where('personId', '=', personId)
        .where('chatId', '=', chatId)
        .returning('chatId')
        .execute();
      if (gone.length === 0) return [];
    }
    return tellMyself(trx, personId, { type: 'draft:saved', chatId, draft: kept });
  });
  deps.bus.publish(publications);
}
