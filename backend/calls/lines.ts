import type { ServiceLine } from '../../protocol/messages.ts';
import type { Publication } from '../bus/bus.ts';
import { writeServiceLine } from '../messages/service-lines.ts';
import { peopleByIds } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import type { CallRow } from './store.ts';

const MINUTE = 60_000;

type Begun = Pick<CallRow, 'id' | 'chatId' | 'startedBy' | 'startedAt'>;

async function kindOf(db: Queries, chatId: string) {
  const chat = await db.selectFrom('chats').select('kind').where('id', '=', chatId).executeTakeFirst();
  return chat?.kind;
}

async function write(db: Queries, call: Begun, service: ServiceLine, now: number): Promise<Publication[]> {
  const [sender] = await peopleByIds(db, [call.startedBy]);
  return sender ? writeServiceLine(db, { chatId: call.chatId, sender, service, now }) : [];
}

/** Staff and parents meet; everybody else has a lesson. */
const isMeeting = (kind: string | undefined) => kind === 'staff' || kind === 'parents';

/** Says in the chat that a call goes on; of two people's own it is told when it is over. */
export async function writeStart(db: Queries, call: Begun): Promise<Publication[]> {
  const kind = await kindOf(db, call.chatId);
  if (kind === 'direct') return [];
  return write(db, call, { kind: isMeeting(kind) ? 'call-started' : 'lesson-started' }, call.startedAt);
}

/** Says in the chat how a call ended, and how long it was: from its answer where it rang. */
export async function writeEnd(db: Queries, call: CallRow, endedAt: number): Promise<Publication[]> {
  const kind = await kindOf(db, call.chatId);
  if (kind === 'direct' && call.answeredAt === null) {
    return write(db, call, { kind: call.endReason === 'declined' ? 'call-declined' : 'call-missed' }, endedAt);
  }
  const anybody = await db
    .selectFrom('participants')
    .select('identity')
    .where('callId', '=', call.id)
    .limit(1)
    .execute();
  const length = endedAt - (call.answeredAt ?? call.startedAt);
  const minutes = anybody.length > 0 ? Math.max(1, Math.round(length / MINUTE)) : 0;
  const ended = kind === 'direct' || isMeeting(kind) ? 'call-ended' : 'lesson-ended';
  return write(db, call, { kind: ended, callId: call.id, minutes }, endedAt);
}
