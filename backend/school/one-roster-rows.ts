import * as v from 'valibot';
import { schoolTexts } from '../../i18n/ru.ts';
import { cleanText, phoneDigits } from './text.ts';

const words = schoolTexts.roster;

const Reference = v.pipe(v.string(), v.trim(), v.maxLength(255, words.tooLong));
const SourcedId = v.pipe(Reference, v.minLength(1, words.noId));

/** Several ids in one field, separated by commas. */
const References = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  ),
);

const OptionalText = v.pipe(v.string(), v.transform(cleanText), v.maxLength(200, words.tooLong));
const text = (missing: string) => v.pipe(OptionalText, v.minLength(1, missing));

const Phone = v.pipe(
  v.string(),
  v.transform(phoneDigits),
  v.check((digits) => digits !== undefined, words.notPhone),
  v.transform((digits) => digits ?? null),
);

function oneOf<const T extends readonly string[]>(column: string, values: T) {
  return v.pipe(v.string(), v.trim(), v.picklist(values, words.oneOf(column, values.join(', '))));
}

const flag = (column: string, whenEmpty: boolean) =>
  v.pipe(
    v.string(),
    v.toLowerCase(),
    oneOf(column, ['true', 'false', '']),
    v.transform((value) => (value === '' ? whenEmpty : value === 'true')),
  );

const date = (column: string) => v.pipe(v.string(), v.trim(), v.regex(/^(\d{4}-\d{2}-\d{2})?$/, words.notDate(column)));

/** Empty in a bulk file; a row «tobedeleted» is one that is not there. */
const status = v.optional(oneOf('status', ['', 'active', 'tobedeleted']), '');

const PUPIL_ROLES = ['student'] as const;
const GUARDIAN_ROLES = ['parent', 'guardian', 'relative'] as const;
const ADMINISTRATOR_ROLES = [
  'principal',
  'siteAdministrator',
  'systemAdministrator',
  'districtAdministrator',
  'administrator',
] as const;
const STAFF_ROLES = [...ADMINISTRATOR_ROLES, 'teacher', 'aide', 'counselor', 'proctor'] as const;
const ROLES = [...PUPIL_ROLES, ...GUARDIAN_ROLES, ...STAFF_ROLES] as const;
export type OneRosterRole = (typeof ROLES)[number];

const within = (list: readonly string[]) => (role: OneRosterRole) => list.includes(role);
export const isGuardianRole = within(GUARDIAN_ROLES);
export const isStaffRole = within(STAFF_ROLES);
export const isAdministratorRole = within(ADMINISTRATOR_ROLES);

// The files and column names of OneRoster 1.2, "CSV binding"; only the columns that we read.
export const ManifestRow = v.object({
  propertyName: v.pipe(v.string(), v.trim()),
  value: v.pipe(v.string(), v.trim()),
});

export const OrgRow = v.object({
  sourcedId: SourcedId,
  status,
  name: text(words.noName),
  type: v.pipe(v.string(), v.trim()),
});
export type OrgRow = v.InferOutput<typeof OrgRow>;

export const SessionRow = v.object({
  sourcedId: SourcedId,
  status,
  title: text(words.noName),
  startDate: date('startDate'),
  endDate: date('endDate'),
});

export const CourseRow = v.object({ sourcedId: SourcedId, status, title: text(words.noName) });

export const ClassRow = v.object({
  sourcedId: SourcedId,
  status,
  title: text(words.noName),
  courseSourcedId: Reference,
  classCode: v.optional(OptionalText, ''),
  classType: oneOf('classType', ['homeroom', 'scheduled']),
  schoolSourcedId: Reference,
  termSourcedIds: References,
});
export type ClassRow = v.InferOutput<typeof ClassRow>;

export const UserRow = v.object({
  sourcedId: SourcedId,
  status,
  enabledUser: flag('enabledUser', true),
  givenName: text(words.noGivenName),
  familyName: text(words.noFamilyName),
  middleName: OptionalText,
  sms: v.optional(Phone, ''),
  phone: v.optional(Phone, ''),
  agentSourcedIds: References,
});
export type UserRow = v.InferOutput<typeof UserRow>;

export const RoleRow = v.object({
  sourcedId: SourcedId,
  status,
  userSourcedId: Reference,
  roleType: oneOf('roleType', ['primary', 'secondary']),
  role: oneOf('role', ROLES),
  beginDate: v.optional(date('beginDate'), ''),
  endDate: v.optional(date('endDate'), ''),
  orgSourcedId: Reference,
});
export type RoleRow = v.InferOutput<typeof RoleRow>;

export const EnrollmentRow = v.object({
  sourcedId: SourcedId,
  status,
  classSourcedId: Reference,
  userSourcedId: Reference,
  role: oneOf('role', ['student', 'teacher', 'administrator', 'aide', 'proctor']),
  primary: flag('primary', false),
  beginDate: v.optional(date('beginDate'), ''),
  endDate: v.optional(date('endDate'), ''),
});
export type EnrollmentRow = v.InferOutput<typeof EnrollmentRow>;
