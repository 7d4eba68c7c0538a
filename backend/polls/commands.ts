import type { Bus } from '../bus/bus.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { closePoll, myVote, vote } from './rules.ts';

export function pollCommands(deps: { db: Database; bus: Bus }): Handlers<'poll:vote' | 'poll:close' | 'poll:mine'> {
  return {
    'poll:vote': async (caller, { options, ...place }) => ({ mine: await vote(deps, caller.personId, place, options) }),
    'poll:close': async (caller, place) => ({ mine: await closePoll(deps, caller.personId, place) }),
    'poll:mine': async (caller, place) => ({ mine: await myVote(deps.db, caller.personId, place) }),
  };
}
