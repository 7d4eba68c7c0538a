import type { DemoPerson } from './people.ts';
import type { TEACHERS } from './staff.ts';

const SCHOOL = 'school-12';
const YEAR = 'year-2026-2027';

type Row = Record<string, string>;

/** Columns of OneRoster 1.2 in its order; a field that is not given is empty. */
const COLUMNS = {
  'manifest.csv': ['propertyName', 'value'],
  'orgs.csv': ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parentSourcedId'],
  'academicSessions.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'title', 'type', 'startDate', 'endDate', 'parentSourcedId'],
    'schoolYear',
  ],
  'courses.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'schoolYearSourcedId', 'title', 'courseCode', 'grades'],
    ...['orgSourcedId', 'subjects', 'subjectCodes'],
  ],
  'classes.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'title', 'grades', 'courseSourcedId', 'classCode', 'classType'],
    ...['location', 'schoolSourcedId', 'termSourcedIds', 'subjects', 'subjectCodes', 'periods'],
  ],
  'users.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'enabledUser', 'username', 'userIds', 'givenName', 'familyName'],
    ...['middleName', 'identifier', 'email', 'sms', 'phone', 'agentSourcedIds', 'grades', 'password'],
    ...['userMasterIdentifier', 'resourceSourcedIds', 'preferredGivenName', 'preferredMiddleName'],
    ...['preferredFamilyName', 'primaryOrgSourcedId', 'pronouns'],
  ],
  'roles.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'userSourcedId', 'roleType', 'role', 'beginDate', 'endDate'],
    ...['orgSourcedId', 'userProfileSourcedId'],
  ],
  'enrollments.csv': [
    ...['sourcedId', 'status', 'dateLastModified', 'classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role'],
    ...['primary', 'beginDate', 'endDate'],
  ],
} as const;

function toCsv(file: keyof typeof COLUMNS, rows: Row[]): string {
  const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map((row) => COLUMNS[file].map((column) => quoted(row[column] ?? '')).join(','));
  return `${[COLUMNS[file].join(','), ...lines].join('\n')}\n`;
}

const ABSENT = [
  ...['categories', 'classResources', 'courseResources', 'demographics', 'lineItemLearningObjectiveIds', 'lineItems'],
  ...['lineItemScoreScales', 'resources', 'resultLearningObjectiveIds', 'results', 'resultScoreScales', 'scoreScales'],
  ...['userProfiles', 'userResources'],
];
const BULK = ['academicSessions', 'classes', 'courses', 'enrollments', 'orgs', 'roles', 'users'];

function manifest(): Row[] {
  const files = [...BULK.map((name) => [name, 'bulk']), ...ABSENT.map((name) => [name, 'absent'])].sort();
  return [
    { propertyName: 'manifest.version', value: '1.0' },
    { propertyName: 'oneroster.version', value: '1.2' },
    ...files.map(([name, value]) => ({ propertyName: `file.${name}`, value: value ?? '' })),
    { propertyName: 'source.systemName', value: 'Демонстрационная школа' },
    { propertyName: 'source.systemCode', value: 'demo' },
  ];
}

/** How a class is written in an id. */
export const idOf = (text: string) => text.replace('А', 'a').replace('Б', 'b').toLowerCase();

const COURSE_IDS: Record<string, string> = {
  Алгебра: 'algebra',
  Геометрия: 'geometry',
  'Русский язык': 'russian',
  Литература: 'literature',
  'Английский язык': 'english',
  История: 'history',
  Биология: 'biology',
  География: 'geography',
  Физика: 'physics',
  Информатика: 'informatics',
  Физкультура: 'pe',
};

interface School {
  pupils: (DemoPerson & { className: string })[];
  parents: DemoPerson[];
  teachers: typeof TEACHERS;
  classes: string[];
}

function userRows({ pupils, parents, teachers }: School): Row[] {
  const grades = new Map(pupils.map((pupil) => [pupil.id, `0${pupil.className.slice(0, 1)}`]));
  return [...teachers, ...pupils, ...parents].map((person) => ({
    sourcedId: person.id,
    enabledUser: 'true',
    username: person.id,
    givenName: person.givenName,
    familyName: person.familyName,
    middleName: person.middleName,
    sms: person.phone && `+${person.phone}`,
    agentSourcedIds: person.parents.join(','),
    grades: grades.get(person.id) ?? '',
    primaryOrgSourcedId: SCHOOL,
  }));
}

function roleRows({ pupils, parents, teachers }: School): Row[] {
  return [...teachers, ...pupils, ...parents].flatMap((person): Row[] => {
    const row = { userSourcedId: person.id, orgSourcedId: SCHOOL };
    const primary = { ...row, sourcedId: `role-${person.id}`, roleType: 'primary', role: person.role };
    if (!person.isAdministrator) return [primary];
    return [
      primary,
      { ...row, sourcedId: `role-${person.id}-admin`, roleType: 'secondary', role: 'siteAdministrator' },
    ];
  });
}

function classAndEnrollmentRows({ pupils, teachers, classes }: School): { classRows: Row[]; enrollmentRows: Row[] } {
  const classRows: Row[] = [];
  const enrollmentRows: Row[] = [];
  const enroll = (classSourcedId: string, userSourcedId: string, role: string, primary: boolean) =>
    enrollmentRows.push({
      sourcedId: `enrollment-${classSourcedId}-${userSourcedId}`,
      classSourcedId,
      schoolSourcedId: SCHOOL,
      userSourcedId,
      role,
      primary: String(primary),
    });
  const add = (row: Row & { sourcedId: string }, teacherId: string, list: School['pupils']) => {
    classRows.push({ schoolSourcedId: SCHOOL, termSourcedIds: YEAR, ...row });
    enroll(row.sourcedId, teacherId, 'teacher', true);
    for (const { id } of list) enroll(row.sourcedId, id, 'student', false);
  };
  for (const className of classes) {
    const list = pupils.filter((pupil) => pupil.className === className);
    const grades = `0${className.slice(0, 1)}`;
    const homeroom = teachers.find((teacher) => teacher.homeroom === className);
    const sourcedId = `class-${idOf(className)}`;
    add(
      { sourcedId, title: className, grades, courseSourcedId: 'course-homeroom', classType: 'homeroom' },
      homeroom?.id ?? '',
      list,
    );
    for (const teacher of teachers) {
      for (const { subject, group } of teacher.lessons.filter((lesson) => lesson.className === className)) {
        const id = `${sourcedId}-${COURSE_IDS[subject]}${group ? `-${group}` : ''}`;
        const title = `${subject} ${className}${group ? `, гр. ${group}` : ''}`;
        // The first half of the list is group 1.
        const half = list.filter((_, index) => !group || index < list.length / 2 === (group === '1'));
        const course = `course-${COURSE_IDS[subject]}`;
        add({ sourcedId: id, title, grades, courseSourcedId: course, classType: 'scheduled' }, teacher.id, half);
      }
    }
  }
  return { classRows, enrollmentRows };
}

/** The files of a OneRoster 1.2 CSV export: name → text. */
export function toFiles(school: School): Record<string, string> {
  const { classRows, enrollmentRows } = classAndEnrollmentRows(school);
  const courses = [['Класс', 'homeroom'], ...Object.entries(COURSE_IDS)];
  return {
    'manifest.csv': toCsv('manifest.csv', manifest()),
    'orgs.csv': toCsv('orgs.csv', [{ sourcedId: SCHOOL, name: 'Школа № 12, Пермь', type: 'school', identifier: '12' }]),
    'academicSessions.csv': toCsv('academicSessions.csv', [
      {
        sourcedId: YEAR,
        title: '2026/2027 учебный год',
        type: 'schoolYear',
        startDate: '2026-09-01',
        endDate: '2027-08-31',
        schoolYear: '2027',
      },
    ]),
    'courses.csv': toCsv(
      'courses.csv',
      courses.map(([title = '', id]) => ({
        sourcedId: `course-${id}`,
        schoolYearSourcedId: YEAR,
        title,
        orgSourcedId: SCHOOL,
      })),
    ),
    'classes.csv': toCsv('classes.csv', classRows),
    'users.csv': toCsv('users.csv', userRows(school)),
    'roles.csv': toCsv('roles.csv', roleRows(school)),
    'enrollments.csv': toCsv('enrollments.csv', enrollmentRows),
  };
}
