import type { Logger } from 'pino';
import type { SCHEDULED_COMMANDS } from '../../protocol/scheduled.ts';
import type { Handlers } from '../gateway/command.ts';
import {
  addScheduled,
  editScheduled,
  removeScheduled,
  type ScheduledDeps,
  scheduledOf,
  sendDue,
  sendScheduled,
} from './scheduled.ts';

/** It looks at least this often, ms: the machine may have slept, or its clock been set. */
const AT_LEAST_EVERY = 30_000;
/** After a failure that is nobody's fault it tries again so soon, ms. */
const AGAIN = 1000;

/** Sends put-off messages when their time has come; what came due while the server was away goes out at its start. */
export function startScheduler({ logger, ...deps }: Omit<ScheduledDeps, 'wake'> & { logger: Logger }) {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    let wait = AT_LEAST_EVERY;
    try {
      const next = await sendDue(deps);
      if (next !== null) wait = Math.min(wait, Math.max(0, next - deps.clock()));
    } catch (error) {
      logger.error({ err: error }, 'put-off messages not sent');
      wait = AGAIN;
    }
    if (!stopped) timer = setTimeout(wake, wait);
  }

  function wake(): void {
    clearTimeout(timer);
    running = running.then(() => {
      clearTimeout(timer);
      return stopped ? undefined : look();
    });
  }
  wake();

  const all: ScheduledDeps = { ...deps, wake };
  const commands: Handlers<keyof typeof SCHEDULED_COMMANDS> = {
    'scheduled:add': async (caller, input) => ({ scheduled: await addScheduled(all, caller.personId, input) }),
    'scheduled:list': async (caller) => ({ scheduled: await scheduledOf(deps.db, caller.personId) }),
    'scheduled:edit': async (caller, change) => ({ scheduled: await editScheduled(all, caller.personId, change) }),
    'scheduled:remove': async (caller, { scheduledId }) => {
      await removeScheduled(all, caller.personId, scheduledId);
      return {};
    },
    'scheduled:send': async (caller, { scheduledId }) => {
      await sendScheduled(all, caller.personId, scheduledId);
      return {};
    },
  };

  return {
    commands,
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
