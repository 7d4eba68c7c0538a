import type { Bus } from '../bus/bus.ts';
import type { Database } from '../storage/database.ts';
import { appendImportEvents } from './import-events.ts';
import { type Plan, planImport } from './plan.ts';
import type { Roster } from './roster.ts';
import { storedSchool, writePlan } from './store.ts';

/** How many rows an import changed; all 0: the school was so already. */
export interface ImportCounts {
  peopleAdded: number;
  /** Also those who came back. */
  peopleChanged: number;
  peopleLeft: number;
  chatsAdded: number;
  chatsChanged: number;
  membersJoined: number;
  membersLeft: number;
  membersChanged: number;
}

export function countPlan(plan: Plan): ImportCounts {
  return {
    peopleAdded: plan.peopleAdded.length,
    peopleChanged: plan.peopleChanged.length,
    peopleLeft: plan.peopleLeft.length,
    chatsAdded: plan.chatsAdded.length,
    chatsChanged: plan.chatsChanged.length,
    membersJoined: plan.membersJoined.length,
    membersLeft: plan.membersLeft.length,
    membersChanged: plan.membersChanged.length,
  };
}

/**
 * Brings the school to its list in one transaction: people, their parents, the chats and who is in them. People and
 * chats keep their ids; who is gone from the list keeps the row and loses the chats; importing the same list twice
 * changes nothing. After the commit the bus gets what sockets have to know. `clock`: Unix ms.
 */
export async function importRoster(
  deps: { db: Database; bus: Bus; clock: () => number },
  roster: Roster,
): Promise<ImportCounts> {
  const { plan, publications } = await deps.db.transaction().execute(async (trx) => {
    const stored = await storedSchool(trx, roster.school.sourcedId);
    const made = planImport(stored, roster, deps.clock());
    await writePlan(trx, made);
    return { plan: made, publications: await appendImportEvents(trx, made, stored.members) };
  });
  if (publications.length > 0) deps.bus.publish(publications);
  return countPlan(plan);
}

/** What `importRoster` would do now; changes nothing. */
export async function previewImport(deps: { db: Database; clock: () => number }, roster: Roster): Promise<Plan> {
  return planImport(await storedSchool(deps.db, roster.school.sourcedId), roster, deps.clock());
}
