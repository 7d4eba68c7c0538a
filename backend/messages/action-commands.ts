import type { MESSAGE_COMMANDS } from '../../protocol/message-commands.ts';
import type { Bus } from '../bus/bus.ts';
import type { Caller, Handlers } from '../gateway/command.ts';
import { peopleByIds } from '../people/people.ts';
import type { Database } from '../storage/database.ts';
import { deleteMessage, editMessage, reactTo } from './change.ts';
import { saveDraft } from './drafts.ts';
import { hideMessages, importantPage, markImportant } from './personal.ts';
import { pinMessage } from './pins.ts';
import { createTyping } from './typing.ts';
import { requireVisible } from './visible.ts';

const nothing = async (work: Promise<void>) => {
  await work;
  return {};
};

/** What people do with messages that are there. */
export function messageActionCommands(deps: {
  db: Database;
  bus: Bus;
  clock: () => number;
}): Handlers<keyof typeof MESSAGE_COMMANDS> {
  const { db } = deps;
  const tellTyping = createTyping(deps);
  const by = <T>({ personId }: Caller, input: T) => ({ personId, ...input });
  return {
    'message:get': async (caller, { chatId, ordinal }) => {
      const { message } = await requireVisible(db, caller.personId, chatId, ordinal);
      return { message, people: await peopleByIds(db, [message.senderId]) };
    },
    'message:edit': (caller, { text, mentions, ...target }) =>
      nothing(editMessage(deps, by(caller, target), { text, mentions })),
    'message:delete': (caller, target) => nothing(deleteMessage(deps, by(caller, target))),
    'message:hide': (caller, input) => nothing(hideMessages(deps, by(caller, input))),
    'message:react': (caller, { reaction, ...target }) => nothing(reactTo(deps, by(caller, target), reaction)),
    'message:pin': (caller, input) => nothing(pinMessage(deps, by(caller, input))),
    'important:mark': (caller, input) => nothing(markImportant(deps, by(caller, input))),
    'important:list': async (caller, { before }) => {
      const { entries, isLast } = await importantPage(db, caller.personId, before);
      const senders = [...new Set(entries.map(({ message }) => message.senderId))];
      return { entries, isLast, people: await peopleByIds(db, senders) };
    },
    'draft:save': (caller, input) => nothing(saveDraft(deps, by(caller, input))),
    'typing:tell': (caller, { chatId }) => nothing(tellTyping(caller.personId, chatId)),
  };
}
