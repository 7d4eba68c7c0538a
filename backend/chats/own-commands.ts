import type { OWN_CHAT_COMMANDS } from '../../protocol/own-chats.ts';
import type { Handlers } from '../gateway/command.ts';
import { addMembers, leaveChat, removeMember, setRole, silenceMember } from './membership.ts';
import { createChat, editChat, type OwnChatDeps } from './own.ts';

const nothing = async (work: Promise<void>) => {
  await work;
  return {};
};

/** Chats that people make, and who may do what in every chat. */
export function ownChatCommands(deps: OwnChatDeps): Handlers<keyof typeof OWN_CHAT_COMMANDS> {
  return {
    'chat:create': async (caller, input) => ({ chat: await createChat(deps, caller.personId, input) }),
    'chat:edit': (caller, input) => nothing(editChat(deps, caller.personId, input)),
    'chat:leave': (caller, { chatId }) => leaveChat(deps, caller.personId, chatId),
    'member:add': (caller, { chatId, personIds }) => nothing(addMembers(deps, caller.personId, chatId, personIds)),
    'member:remove': (caller, { chatId, personId }) => nothing(removeMember(deps, caller.personId, chatId, personId)),
    'member:role': (caller, input) => nothing(setRole(deps, caller.personId, input)),
    'member:silence': (caller, input) => nothing(silenceMember(deps, caller.personId, input)),
  };
}
