import type { Bus } from '../bus/bus.ts';
import { memberIds } from '../chats/members.ts';
import { requireMember } from '../chats/rules.ts';
import type { Database } from '../storage/database.ts';
import { requireMayWriteHere } from './rights.ts';

/** One notice a person and chat in this time, ms, however often the page says so. */
const EVERY = 2500;
/** In larger chats only those who have them open are told. */
const MOST_MEMBERS = 50;

/** Tells the others of a chat that somebody is writing; lost without harm, gathered so that it costs little. */
export function createTyping(deps: { db: Database; bus: Bus; clock: () => number }) {
  const told = new Map<string, number>();
  return async (personId: string, chatId: string): Promise<void> => {
    const membership = await requireMember(deps.db, personId, chatId);
    const now = deps.clock();
    requireMayWriteHere(membership, now);
    const key = `${chatId} ${personId}`;
    if (now - (told.get(key) ?? 0) < EVERY) return;
    if (told.size > 10_000) told.clear();
    told.set(key, now);
    const people = await memberIds(deps.db, chatId);
    const others = people.filter((id) => id !== personId);
    const to = people.length <= MOST_MEMBERS ? { people: others } : { chat: chatId };
    deps.bus.publish([{ kind: 'notice', name: 'person:typing', notice: { chatId, personId }, to }]);
  };
}
