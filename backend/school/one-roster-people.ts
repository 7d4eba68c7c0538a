import { schoolTexts } from '../../i18n/ru.ts';
import type { PersonRole } from '../../protocol/people.ts';
import type { Fault, Table } from './csv.ts';
import {
  isAdministratorRole,
  isGuardianRole,
  isStaffRole,
  type OneRosterRole,
  type RoleRow,
  type UserRow,
} from './one-roster-rows.ts';
import type { Roster, RosterPerson } from './roster.ts';

const words = schoolTexts.roster;

function toPersonRole(role: OneRosterRole): PersonRole {
  if (isStaffRole(role)) return 'teacher';
  return isGuardianRole(role) ? 'parent' : 'pupil';
}

/** What roles.csv says of each user; empty where it could not be read, which is a fault of its own. */
export type UserRoles = Map<string, { primary: PersonRole | undefined; all: Set<OneRosterRole> }>;

export function rolesByUser(roles: Table<RoleRow>, fault: Fault): UserRoles {
  const byUser: UserRoles = new Map();
  for (const row of roles.rows) {
    const { userSourcedId, roleType, role } = row.value;
    const known = byUser.get(userSourcedId) ?? { primary: undefined, all: new Set() };
    byUser.set(userSourcedId, known);
    known.all.add(role);
    if (roleType !== 'primary') continue;
    const personRole = toPersonRole(role);
    if (known.primary && known.primary !== personRole) fault(roles, row, words.twoRoles(userSourcedId));
    known.primary = personRole;
  }
  return byUser;
}

/**
 * The people by their id in the list, in its order; without class and subjects, which `toClasses` fills in.
 * A user who is not enabled is left out, as one who is gone.
 */
export function toPeople(users: Table<UserRow>, roles: UserRoles, fault: Fault): Map<string, RosterPerson> {
  const people = new Map<string, RosterPerson>();
  for (const row of users.rows) {
    const user = row.value;
    if (!user.enabledUser) continue;
    const known = roles.get(user.sourcedId);
    if (!known?.primary && roles.size > 0) fault(users, row, words.noRole);
    people.set(user.sourcedId, {
      sourcedId: user.sourcedId,
      role: known?.primary ?? 'pupil',
      isAdministrator: known?.primary === 'teacher' && [...known.all].some(isAdministratorRole),
      givenName: user.givenName,
      familyName: user.familyName,
      middleName: user.middleName || null,
      className: null,
      subjects: [],
      phone: user.sms || user.phone || null,
    });
  }
  return people;
}

/** Parents and children, each pair once. */
export function toGuardians(
  users: Table<UserRow>,
  roles: UserRoles,
  people: Map<string, RosterPerson>,
  fault: Fault,
): Roster['guardians'] {
  const guardians: Roster['guardians'] = [];
  for (const row of users.rows) {
    if (people.get(row.value.sourcedId)?.role !== 'pupil') continue;
    for (const parentId of new Set(row.value.agentSourcedIds)) {
      if (!people.has(parentId)) continue;
      if ([...(roles.get(parentId)?.all ?? [])].some(isGuardianRole)) {
        guardians.push({ parentId, childId: row.value.sourcedId });
      } else if (roles.size > 0) fault(users, row, words.notGuardian(parentId));
    }
  }
  return guardians;
}
