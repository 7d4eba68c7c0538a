import { afterAll, afterEach, beforeAll } from 'vitest';
import { notePresence } from '../../backend/calls/store.ts';
import { livekitBinary, openSchool, type School, until } from './calls-school.ts';

type Commands = School['calls']['commands'];

/** The chat of the lessons. */
export const chatId = 'algebra';

/**
 * A school for the tests of one file, in which stays are written by the tests: LiveKit knows nobody. Each test begins
 * without a live call and with an empty audit log. `school` may be asked for once tests run.
 */
export function useLessonSchool() {
  let school: School;
  function run<N extends keyof Commands>(name: N, who: string, input: Parameters<Commands[N]>[1]) {
    return school.calls.commands[name](school.as(who), input as never) as ReturnType<Commands[N]>;
  }
  beforeAll(async () => {
    school = await openSchool({ binary: livekitBinary(), reconcileEvery: 600_000 });
    await until('LiveKit', () => school.calls.status().status === 'available');
  });
  afterAll(() => school?.close());
  afterEach(async () => {
    const rows = await school.db.selectFrom('calls').selectAll().where('endedAt', 'is', null).execute();
    for (const row of rows) await run('call:end', row.startedBy, { callId: row.id });
    await school.db.deleteFrom('audit').execute();
  });
  return {
    school: () => school,
    run,
    /** A device comes in, as LiveKit would tell it. */
    comeIn: (callId: string, personId: string, device = 'device-1', joinedAt = 1) =>
      notePresence(school.db, callId, { identity: `${personId}:${device}`, personId, joinedAt }, null),
    join: (who: string, deviceId = 'device-1') => run('call:join', who, { chatId, deviceId }),
    room: async (callId: string, who = 'elena') => (await run('call:room', who, { callId })).room,
  };
}
