import type { Message } from '../../protocol/messages.ts';
import type { NewPoll } from '../../protocol/polls.ts';
import { attachmentsToSend, recordUses } from '../files/attach.ts';
import { emptyPoll, recordCorrect } from '../polls/new-poll.ts';
import type { Queries } from '../storage/database.ts';

/** What a sender asks to hang on a message: ids of own finished files, a poll. */
export interface AskedFor {
  attachments?: string[] | undefined;
  poll?: NewPoll | undefined;
}

/** What a message will carry of it; throws file-not-found or files-too-many before anything is written. */
export async function attachedToSend(
  db: Queries,
  senderId: string,
  { attachments, poll }: AskedFor,
): Promise<Pick<Message, 'attachments' | 'poll'>> {
  const files = await attachmentsToSend(db, senderId, attachments ?? []);
  return { ...(files.length > 0 ? { attachments: files } : {}), ...(poll ? { poll: emptyPoll(poll) } : {}) };
}

/** Writes what belongs to it beside the message's own row, in the same transaction. */
export async function recordAttached(db: Queries, message: Message, { poll }: AskedFor): Promise<void> {
  await recordUses(db, message);
  if (poll) await recordCorrect(db, message, poll);
}
