import type { Bus } from '../bus/bus.ts';
import { requireMember } from '../chats/rules.ts';
import type { Handlers } from '../gateway/command.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database } from '../storage/database.ts';
import { asSeenBy } from './hidden.ts';
import { historyAt } from './history.ts';
import { markRead, type Send } from './rules.ts';

export function messageCommands(deps: {
  db: Database;
  bus: Bus;
  send: Send;
}): Handlers<'message:send' | 'message:history' | 'chat:read'> {
  return {
    'message:send': async (caller, input) => {
      const { ordinal, sentAt } = await deps.send({ senderId: caller.personId, ...input });
      return { ordinal, sentAt };
    },

    'message:history': async (caller, { chatId, ...place }) => {
      const { member } = await requireMember(deps.db, caller.personId, chatId);
      const page = await historyAt(deps.db, chatId, member.firstOrdinal, place);
      const messages = await asSeenBy(deps.db, caller.personId, page);
      const people = await peopleByIds(deps.db, [...new Set(messages.map((message) => message.senderId))]);
      return { messages, people };
    },

    'chat:read': (caller, { chatId, ordinal }) => markRead(deps, caller.personId, chatId, ordinal),
  };
}
