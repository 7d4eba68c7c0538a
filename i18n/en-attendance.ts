import { plural } from './en-common.ts';
import type { AttendanceTexts } from './ru-attendance.ts';

/** Who was at a lesson, in English. */
export const attendance: AttendanceTexts = {
  title: 'Attendance',
  lesson: (from, until) => `Lesson ${from}–${until}`,
  goesOn: (from) => `Lesson since ${from}, going on`,
  count: (present, all) => `${present} of ${all} were there`,
  inside: (present, all) => `${present} of ${all} in the call`,
  nobody: 'There are no pupils in this chat',
  name: 'Pupil',
  className: 'Class',
  came: 'Came',
  left: 'Left',
  minutes: 'Min',
  mark: 'Mark',
  marks: { present: 'present', absent: 'absent', inside: 'in the call', away: 'left' },
  notYet: 'not here yet',
  late: (minutes) => `${minutes}\u00a0min late`,
  leftEarly: 'left early',
  csv: 'Download CSV',
  copy: 'Copy for the journal',
  copied: (count) => `Copied: ${plural(count, 'line', 'lines')}`,
  notCopied: 'Could not copy. Download the CSV.',
  fileName: (date) => `Attendance ${date}.csv`,
};
