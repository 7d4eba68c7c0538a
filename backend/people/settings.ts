import * as v from 'valibot';
import { DEFAULT_PERSON_SETTINGS, PersonSettings, type PersonSettingsChange } from '../../protocol/person-settings.ts';
import type { Bus } from '../bus/bus.ts';
import type { Handlers } from '../gateway/command.ts';
import type { Database, Queries } from '../storage/database.ts';
import { append } from '../storage/streams.ts';

/** What a person has set, the defaults where nothing is; what a newer version stored and we do not know is left out. */
export async function personSettings(db: Queries, personId: string): Promise<PersonSettings> {
  const row = await db
    .selectFrom('personSettings')
    .select('settings')
    .where('personId', '=', personId)
    .executeTakeFirst();
  if (!row) return DEFAULT_PERSON_SETTINGS;
  const parsed = v.safeParse(PersonSettings, { ...DEFAULT_PERSON_SETTINGS, ...(JSON.parse(row.settings) as object) });
  return parsed.success ? parsed.output : DEFAULT_PERSON_SETTINGS;
}

/** Changes a person's settings, and tells their other devices. */
export async function changeSettings(
  deps: { db: Database; bus: Bus },
  personId: string,
  change: PersonSettingsChange,
): Promise<PersonSettings> {
  const { settings, events } = await deps.db.transaction().execute(async (trx) => {
    const after: PersonSettings = Object.assign({}, await personSettings(trx, personId), change);
    const body = JSON.stringify(after);
    await trx
      .insertInto('personSettings')
      .values({ personId, settings: body })
      .onConflict((conflict) => conflict.column('personId').doUpdateSet({ settings: body }))
      .execute();
    const appended = await append(trx, `person:${personId}`, [{ type: 'person:settings', settings: after }]);
    return { settings: after, events: appended };
  });
  deps.bus.publish([{ kind: 'events', batch: { stream: `person:${personId}`, events } }]);
  return settings;
}

export function settingsCommands(deps: { db: Database; bus: Bus }): Handlers<'person:set'> {
  return {
    'person:set': async (caller, { change }) => ({ settings: await changeSettings(deps, caller.personId, change) }),
  };
}
