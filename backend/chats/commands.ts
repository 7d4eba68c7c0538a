import type { Call } from '../../protocol/calls.ts';
import { MAX_DIFFERENCE } from '../../protocol/limits.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import { asSeenBy } from '../messages/hidden.ts';
import { historyPage } from '../messages/rules.ts';
import { scheduledOf } from '../messages/scheduled.ts';
import { meByIds, peopleByIds, schoolOf } from '../people/people.ts';
import { personSettings } from '../people/settings.ts';
import type { Database } from '../storage/database.ts';
import { cursorOf, eventsAfter } from '../storage/streams.ts';
import { chatsFor } from './list.ts';
import { membersOf } from './members.ts';
import { eventsSeenBy, personalView } from './personal-view.ts';
import { requireMember } from './rules.ts';

export function chatCommands(deps: {
  db: Database;
  liveCalls: (chatIds: string[]) => Promise<Call[]>;
}): Handlers<'person:open' | 'chat:open' | 'chat:close'> {
  const { db } = deps;
  return {
    // The cursor is read first: what happens meanwhile is both in the snapshot and in an event, and applying an
    // event twice changes nothing.
    'person:open': async (caller) => {
      const cursor = await cursorOf(db, `person:${caller.personId}`);
      const [me] = await meByIds(db, [caller.personId]);
      const school = await schoolOf(db, caller.personId);
      if (!me || !school) throw new AppError('person-not-linked');
      const chats = await chatsFor(db, caller.personId);
      const calls = await deps.liveCalls(chats.map((chat) => chat.id));
      const settings = await personSettings(db, caller.personId);
      const scheduled = await scheduledOf(db, caller.personId);
      return { me, school, cursor, chats, calls, settings, scheduled };
    },

    'chat:open': async (caller, { chatId, cursor }) => {
      await requireMember(db, caller.personId, chatId);
      // Watching begins before the reading, so that nothing falls between the two; the second check is for who is
      // removed in that very moment (G8).
      caller.watchChat(chatId);
      const { member } = await requireMember(db, caller.personId, chatId).catch((error) => {
        caller.unwatchChat(chatId);
        throw error;
      });
      const stream = `chat:${chatId}` as const;
      const head = await cursorOf(db, stream);
      const members = await membersOf(db, chatId);
      const { hidden, ...mine } = await personalView(db, caller.personId, chatId, member.firstOrdinal);
      if (cursor !== null && cursor <= head && head - cursor <= MAX_DIFFERENCE) {
        const events = await eventsAfter(db, stream, cursor, MAX_DIFFERENCE);
        const visible = await eventsSeenBy(db, caller.personId, chatId, { events, firstOrdinal: member.firstOrdinal });
        return { kind: 'difference', cursor: events.at(-1)?.seq ?? head, events: visible, members, hidden, ...mine };
      }
      const messages = await asSeenBy(db, caller.personId, await historyPage(db, chatId, member.firstOrdinal));
      const known = new Set(members.map((one) => one.person.id));
      const missing = new Set(messages.map((message) => message.senderId).filter((id) => !known.has(id)));
      const people = await peopleByIds(db, [...missing]);
      return { kind: 'snapshot', cursor: head, messages, members, people, ...mine };
    },

    'chat:close': async (caller, { chatId }) => {
      caller.unwatchChat(chatId);
      return {};
    },
  };
}
