import type { SessionInfo } from '../../protocol/sessions.ts';
import { AppError } from '../errors.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database } from '../storage/database.ts';
import { signOut } from './tokens.ts';

interface Deps {
  db: Database;
  clock: () => number;
  /** Told after the commit, so that the session's sockets are closed. */
  endSession: (sessionId: string) => void;
}

/** Where an account is signed in, the session seen last first; `currentId` is the asker's own. */
async function sessionsOf(db: Database, accountId: string, currentId: string): Promise<SessionInfo[]> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'userAgent', 'createdAt', 'seenAt'])
    .where('accountId', '=', accountId)
    .where('endedAt', 'is', null)
    .orderBy('seenAt', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, isCurrent: row.id === currentId }));
}

/** Ends one session of the account, or with null all but the asker's own. Throws not-found for one of others. */
async function endSessions(deps: Deps, caller: { accountId: string; sessionId: string }, sessionId: string | null) {
  const mine = await sessionsOf(deps.db, caller.accountId, caller.sessionId);
  const ending = mine.filter((one) => (sessionId === null ? !one.isCurrent : one.id === sessionId));
  if (sessionId !== null && ending.length === 0) throw new AppError('not-found');
  for (const { id } of ending) await signOut(deps, id);
}

export function sessionCommands(deps: Deps): Handlers<'session:list' | 'session:end'> {
  return {
    'session:list': async (caller) => ({
      sessions: await sessionsOf(deps.db, caller.accountId, caller.sessionId),
    }),

    'session:end': async (caller, { sessionId }) => {
      await endSessions(deps, caller, sessionId);
      return {};
    },
  };
}
