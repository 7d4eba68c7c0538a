import type { PersonRole } from '../../protocol/people.ts';

/** A school's list as we understand it, whatever file it came in. People are named by the list's own ids. */
export interface Roster {
  school: { sourcedId: string; name: string };
  people: RosterPerson[];
  guardians: { parentId: string; childId: string }[];
  classes: RosterClass[];
  groups: RosterGroup[];
}

export interface RosterPerson {
  sourcedId: string;
  role: PersonRole;
  /** Runs the school: owns the staff chat. */
  isAdministrator: boolean;
  givenName: string;
  familyName: string;
  middleName: string | null;
  /** A pupil's homeroom, stored form. */
  className: string | null;
  /** What a teacher teaches, in alphabetical order. */
  subjects: string[];
  /** Digits with the country's code. */
  phone: string | null;
}

/** A person in a class or group. `assistant`: staff who help in it without leading it. */
export interface Enrollment {
  personId: string;
  role: 'pupil' | 'teacher' | 'assistant';
  isPrimary: boolean;
}

/** A homeroom: the class itself. */
export interface RosterClass {
  sourcedId: string;
  /** Stored form: digits and letters without a space. */
  name: string;
  enrollments: Enrollment[];
}

/** Who is taught one subject together: a class, one of its groups, or pupils of several classes (no `className`). */
export interface RosterGroup {
  sourcedId: string;
  subject: string;
  className: string | null;
  /** «1», «2» where a class is split. */
  group: string | null;
  enrollments: Enrollment[];
}
