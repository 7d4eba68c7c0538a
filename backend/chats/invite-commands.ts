import type { INVITE_COMMANDS } from '../../protocol/invites.ts';
import type { Bus } from '../bus/bus.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { acceptInvite, getInvite, lookAtInvite, makeInvite, removeInvite } from './invites.ts';

/** Links by which people of the school join an own chat. */
export function inviteCommands(deps: {
  db: Database;
  bus: Bus;
  clock: () => number;
}): Handlers<keyof typeof INVITE_COMMANDS> {
  return {
    'invite:get': async (caller, { chatId }) => ({ invite: await getInvite(deps.db, caller.personId, chatId) }),
    'invite:make': async (caller, input) => ({ invite: await makeInvite(deps, caller.personId, input) }),
    'invite:remove': async (caller, { chatId }) => {
      await removeInvite(deps.db, caller.personId, chatId);
      return {};
    },
    'invite:look': async (caller, { secret }) => ({ invitation: await lookAtInvite(deps, caller.personId, secret) }),
    'invite:accept': async (caller, { secret }) => ({ chat: await acceptInvite(deps, caller.personId, secret) }),
  };
}
