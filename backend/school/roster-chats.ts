import type { ChatKind, MemberRole } from '../../protocol/chats.ts';
import type { Enrollment, Roster } from './roster.ts';

/** A chat that the school's list calls for. Members by their id in the list. */
export interface RosterChat {
  /** The same on every import, whatever the chat is called: `staff`, `class:<id>`, `parents:<id>`, `subject:<id>`. */
  rosterKey: string;
  kind: ChatKind;
  className: string | null;
  subject: string | null;
  groupName: string | null;
  members: Map<string, MemberRole>;
}

/** Who leads a class or group: its primary teachers, or else the first one (by id, so that the order of rows is nothing). */
function leaders(enrollments: Enrollment[]): Set<string> {
  const teachers = enrollments
    .filter(({ role }) => role === 'teacher')
    .sort((a, b) => (a.personId < b.personId ? -1 : 1));
  const primary = teachers.filter(({ isPrimary }) => isPrimary);
  return new Set((primary.length > 0 ? primary : teachers.slice(0, 1)).map(({ personId }) => personId));
}

/** Staff of a class in its chats: leaders own them, other teachers administer, assistants are members. */
function staffRoles(enrollments: Enrollment[]): [string, MemberRole][] {
  const owners = leaders(enrollments);
  return enrollments
    .filter(({ role }) => role !== 'pupil')
    .map(({ personId, role }) => {
      if (owners.has(personId)) return [personId, 'owner'];
      return [personId, role === 'teacher' ? 'admin' : 'member'];
    });
}

function staffChat(roster: Roster): RosterChat {
  const staff = roster.people
    .filter(({ role }) => role === 'teacher')
    .sort((a, b) => (a.sourcedId < b.sourcedId ? -1 : 1));
  const administrators = staff.filter(({ isAdministrator }) => isAdministrator);
  const owners = new Set(administrators.length > 0 ? administrators : staff.slice(0, 1));
  return {
    rosterKey: 'staff',
    kind: 'staff',
    className: null,
    subject: null,
    groupName: null,
    members: new Map(staff.map((person) => [person.sourcedId, owners.has(person) ? 'owner' : 'member'])),
  };
}

/**
 * The chats of a school: its staff, each class with its pupils, each class's parents, each subject group. A class's
 * teacher owns both chats of the class, also where the teacher is the parent of somebody in it.
 */
export function rosterChats(roster: Roster): RosterChat[] {
  const parents = new Map<string, string[]>();
  for (const { parentId, childId } of roster.guardians) {
    parents.set(childId, [...(parents.get(childId) ?? []), parentId]);
  }
  const asMembers = (ids: string[]) => ids.map((id): [string, MemberRole] => [id, 'member']);
  const pupils = (enrollments: Enrollment[]) =>
    enrollments.filter(({ role }) => role === 'pupil').map(({ personId }) => personId);

  const ofClasses = roster.classes.flatMap(({ sourcedId, name, enrollments }): RosterChat[] => {
    const named = { className: name, subject: null, groupName: null };
    const ids = pupils(enrollments);
    const staff = staffRoles(enrollments);
    return [
      {
        rosterKey: `class:${sourcedId}`,
        kind: 'class',
        ...named,
        members: new Map([...asMembers(ids), ...staff]),
      },
      {
        rosterKey: `parents:${sourcedId}`,
        kind: 'parents',
        ...named,
        members: new Map([...asMembers(ids.flatMap((id) => parents.get(id) ?? [])), ...staff]),
      },
    ];
  });
  const ofGroups = roster.groups.map(
    (group): RosterChat => ({
      rosterKey: `subject:${group.sourcedId}`,
      kind: 'subject',
      className: group.className,
      subject: group.subject,
      groupName: group.group,
      members: new Map([...asMembers(pupils(group.enrollments)), ...staffRoles(group.enrollments)]),
    }),
  );
  return [staffChat(roster), ...ofClasses, ...ofGroups];
}
