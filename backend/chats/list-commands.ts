import type { Bus } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import { contactsOf } from '../people/contacts.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database } from '../storage/database.ts';
import { openDirect } from './direct.ts';
import { arrangeChat } from './settings.ts';

/** How I keep my chats, and whom I may begin one with. */
export function listCommands(deps: {
  db: Database;
  bus: Bus;
  clock: () => number;
}): Handlers<'chat:arrange' | 'chat:direct' | 'contact:list'> {
  return {
    'chat:arrange': async (caller, { chatId, change }) => ({
      settings: await arrangeChat(deps, caller.personId, chatId, change),
    }),

    'chat:direct': async (caller, { personId }) => ({ chat: await openDirect(deps, caller.personId, personId) }),

    'contact:list': async (caller) => {
      const [me] = await peopleByIds(deps.db, [caller.personId]);
      if (!me) throw new AppError('person-not-linked');
      return { contacts: await contactsOf(deps.db, me) };
    },
  };
}
