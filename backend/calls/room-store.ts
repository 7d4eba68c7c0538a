import type { Selectable } from 'kysely';
import {
  type CallDeed,
  type CallEntry,
  type CallRules,
  type CallRulesChange,
  type DeedKind,
  FIRST_CALL_RULES,
} from '../../protocol/call-room.ts';
import type { Person } from '../../protocol/people.ts';
import { PERSON_COLUMNS, peopleByIds, toPerson } from '../people/people.ts';
import type { Queries } from '../storage/database.ts';
import { hotQuery } from '../storage/hot.ts';
import type { Tables } from '../storage/schema.ts';

export type StandingRow = Selectable<Tables['callStandings']>;

/** What was done to whom by who leads a call; ids of people. */
export interface Deed {
  kind: DeedKind;
  by: string;
  about: string | null;
}

/** Which call a deed was done in. */
type Where = { id: string; chatId: string };

async function roomRow(db: Queries, callId: string) {
  return db.selectFrom('callRooms').selectAll().where('callId', '=', callId).executeTakeFirst();
}

const withFirst = (changed: string | undefined): CallRules => ({
  ...FIRST_CALL_RULES,
  ...(JSON.parse(changed ?? '{}') as Partial<CallRules>),
});

/** The rules of a call; those that every call begins with where nobody has changed any. */
export async function rulesOf(db: Queries, callId: string): Promise<CallRules> {
  return withFirst((await roomRow(db, callId))?.rules);
}

const selectLiveRules = hotQuery((db, chatId: string) =>
  db
    .selectFrom('calls')
    .innerJoin('callRooms', 'callRooms.callId', 'calls.id')
    .select(['calls.id', 'callRooms.rules'])
    .where('calls.chatId', '=', chatId)
    .where('calls.endedAt', 'is', null),
);

/** The chat's live call with its rules; undefined where there is none, or where nobody has changed any. */
export async function changedRulesIn(
  db: Queries,
  chatId: string,
): Promise<{ callId: string; rules: CallRules } | undefined> {
  const [row] = await selectLiveRules(db, chatId);
  return row && { callId: row.id, rules: withFirst(row.rules) };
}

/** Counts a change of the room, with new rules and the deed where there are any. Inside the caller's transaction. */
export async function changeRoom(
  db: Queries,
  call: Where,
  change: { rules?: CallRulesChange; deed?: Deed; at: number; details?: object },
): Promise<void> {
  const { deed, at } = change;
  const before = await roomRow(db, call.id);
  const rules = JSON.stringify({ ...(JSON.parse(before?.rules ?? '{}') as CallRulesChange), ...change.rules });
  const done = deed && { deed: deed.kind, deedBy: deed.by, deedAbout: deed.about, deedAt: at };
  const version = (before?.version ?? 0) + 1;
  await db
    .insertInto('callRooms')
    .values({
      ...{ callId: call.id, version, rules },
      ...(done ?? { deed: null, deedBy: null, deedAbout: null, deedAt: null }),
    })
    .onConflict((conflict) => conflict.column('callId').doUpdateSet({ version, rules, ...done }))
    .execute();
  if (deed) await recordDeed(db, call, deed, at, change.details);
}

/** Writes a deed into the audit log. */
export async function recordDeed(db: Queries, call: Where, deed: Deed, at: number, details?: object): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      ...{ at, personId: deed.by, deed: `call:${deed.kind}`, chatId: call.chatId, callId: call.id },
      ...{ aboutId: deed.about, details: details ? JSON.stringify(details) : null },
    })
    .execute();
}

export async function standingIn(db: Queries, callId: string, personId: string): Promise<StandingRow | undefined> {
  return db
    .selectFrom('callStandings')
    .selectAll()
    .where('callId', '=', callId)
    .where('personId', '=', personId)
    .executeTakeFirst();
}

/** Notes where somebody stands at the door. `askedAt` stays while they wait. */
export async function setEntry(
  db: Queries,
  callId: string,
  personId: string,
  entry: CallEntry,
  now: number,
): Promise<void> {
  const before = await standingIn(db, callId, personId);
  const askedAt = before?.entry === 'waiting' ? before.askedAt : now;
  const isOut = entry !== 'admitted';
  await db
    .insertInto('callStandings')
    .values({ callId, personId, entry, askedAt, seenAt: now, handAt: null, floorAt: null })
    .onConflict((conflict) =>
      conflict
        .columns(['callId', 'personId'])
        .doUpdateSet({ entry, askedAt, seenAt: now, ...(isOut ? { handAt: null, floorAt: null } : {}) }),
    )
    .execute();
}

/** Changes hand or word of somebody, or with null of everybody. */
export async function setStanding(
  db: Queries,
  callId: string,
  personId: string | null,
  values: Partial<Pick<StandingRow, 'handAt' | 'floorAt'>>,
): Promise<void> {
  let query = db.updateTable('callStandings').set(values).where('callId', '=', callId);
  if (personId !== null) query = query.where('personId', '=', personId);
  await query.execute();
}

/** Who has a hand up, the first one first, and who has the word. */
export async function handsAndFloor(db: Queries, callId: string): Promise<{ hands: string[]; floor: string[] }> {
  const rows = await db
    .selectFrom('callStandings')
    .select(['personId', 'handAt', 'floorAt'])
    .where('callId', '=', callId)
    .where((eb) => eb.or([eb('handAt', 'is not', null), eb('floorAt', 'is not', null)]))
    .execute();
  const ordered = (key: 'handAt' | 'floorAt') =>
    rows
      .filter((row) => row[key] !== null)
      .sort((a, b) => Number(a[key]) - Number(b[key]) || (a.personId < b.personId ? -1 : 1))
      .map((row) => row.personId);
  return { hands: ordered('handAt'), floor: ordered('floorAt') };
}

/** Whom beside staff the rules of a call let write in its chat; undefined where they let everybody. */
export async function writersIn(db: Queries, callId: string): Promise<string[] | undefined> {
  return writersUnder(db, callId, (await roomRow(db, callId))?.rules);
}

/** The same where the room's changed rules are at hand, as they are stored. */
export async function writersUnder(
  db: Queries,
  callId: string,
  changed: string | undefined,
): Promise<string[] | undefined> {
  const { write } = withFirst(changed);
  if (write === 'all') return undefined;
  return write === 'called' ? (await handsAndFloor(db, callId)).floor : [];
}

/** Who waits before the door, the first one first. */
export async function waitingIn(db: Queries, callId: string): Promise<{ person: Person; since: number }[]> {
  const rows = await db
    .selectFrom('callStandings')
    .innerJoin('people', 'people.id', 'callStandings.personId')
    .select([...PERSON_COLUMNS, 'callStandings.askedAt'])
    .where('callStandings.callId', '=', callId)
    .where('callStandings.entry', '=', 'waiting')
    .orderBy('callStandings.askedAt')
    .orderBy('people.id')
    .execute();
  return rows.map((row) => ({ person: toPerson(row), since: row.askedAt }));
}

/** Takes away who has not asked since `before`: their page is gone. True when there was somebody. */
export async function forgetWaiting(db: Queries, callId: string, before: number, personId?: string): Promise<boolean> {
  let query = db.deleteFrom('callStandings').where('callId', '=', callId).where('entry', '=', 'waiting');
  query = personId === undefined ? query.where('seenAt', '<', before) : query.where('personId', '=', personId);
  return (await query.returning('personId').execute()).length > 0;
}

/** How often the room was changed, and the last deed. */
export async function lastDeedIn(
  db: Queries,
  callId: string,
): Promise<{ version: number; rules: CallRules; lastDeed: CallDeed | null }> {
  const row = await roomRow(db, callId);
  const rules = withFirst(row?.rules);
  const version = row?.version ?? 0;
  if (!row?.deed || !row.deedBy) return { version, rules, lastDeed: null };
  const people = await peopleByIds(db, row.deedAbout ? [row.deedBy, row.deedAbout] : [row.deedBy]);
  const by = people.find(({ id }) => id === row.deedBy);
  const about = people.find(({ id }) => id === row.deedAbout) ?? null;
  return {
    ...{ version, rules },
    lastDeed: by ? { kind: row.deed as DeedKind, by, about, at: row.deedAt ?? 0 } : null,
  };
}
