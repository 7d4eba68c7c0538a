/** Who can sign in to the demo diary. Everybody's password is the same: nothing here is a secret. */
export const DEMO_PASSWORD = 'demo';

export interface DemoPupil {
  /** The profile number in the diary's address. */
  id: number;
  familyName: string;
  givenName: string;
  middleName: string;
  className: string;
}

export interface DemoJournal {
  groupId: number;
  classUnitId: number;
  className: string;
  subject: string;
}

interface DemoName {
  login: string;
  familyName: string;
  givenName: string;
  middleName: string;
  /** As the diary's header names the kind of profile. */
  profileType: string;
}

export type DemoUser =
  | (DemoName & { role: 'pupil'; pupil: DemoPupil })
  | (DemoName & { role: 'parent'; children: DemoPupil[] })
  | (DemoName & { role: 'teacher'; journals: DemoJournal[] });

const ANNA: DemoPupil = {
  id: 1000001,
  familyName: 'Иванова',
  givenName: 'Анна',
  middleName: 'Сергеевна',
  className: '7Б',
};
const MARIA: DemoPupil = {
  id: 1000002,
  familyName: 'Ковалёва',
  givenName: 'Мария',
  middleName: 'Андреевна',
  className: '7Б',
};
const PETYA: DemoPupil = {
  id: 1000003,
  familyName: 'Иванов',
  givenName: 'Пётр',
  middleName: 'Сергеевич',
  className: '7А',
};

const CLASS_UNITS = { '7А': 76, '7Б': 77, '9А': 91 };

/** Journals of a teacher: each subject in each of the three classes. */
function journals(subjects: readonly [subject: string, groupOf7b: number][]): DemoJournal[] {
  return subjects.flatMap(([subject, groupOf7b]) =>
    Object.entries(CLASS_UNITS).map(([className, classUnitId]) => ({
      groupId: groupOf7b + classUnitId - CLASS_UNITS['7Б'],
      classUnitId,
      className,
      subject,
    })),
  );
}

export const DEMO_USERS: readonly DemoUser[] = [
  { login: 'anna', role: 'pupil', pupil: ANNA, profileType: 'Ученица', ...names(ANNA) },
  { login: 'maria', role: 'pupil', pupil: MARIA, profileType: 'Ученица', ...names(MARIA) },
  { login: 'petya', role: 'pupil', pupil: PETYA, profileType: 'Ученик', ...names(PETYA) },
  {
    login: 'elena',
    role: 'teacher',
    familyName: 'Кузнецова',
    givenName: 'Елена',
    middleName: 'Викторовна',
    profileType: 'Учитель',
    journals: journals([
      ['Алгебра', 55],
      ['Геометрия', 155],
    ]),
  },
  {
    login: 'petr',
    role: 'teacher',
    familyName: 'Соколов',
    givenName: 'Пётр',
    middleName: 'Николаевич',
    profileType: 'Учитель',
    journals: journals([
      ['Литература', 255],
      ['Русский язык', 355],
    ]),
  },
  {
    login: 'olga',
    role: 'parent',
    familyName: 'Иванова',
    givenName: 'Ольга',
    middleName: 'Николаевна',
    profileType: 'Родитель',
    children: [ANNA, PETYA],
  },
];

/** Rows of a teacher's journal; enough of a class to look like one. */
export const JOURNAL_PUPILS: Readonly<Record<string, readonly string[]>> = {
  '7А': ['Абрамов Егор', 'Белова Софья', 'Демидов Артём', 'Иванов Пётр', 'Лапина Вера', 'Чернов Глеб'],
  '7Б': ['Андреев Илья', 'Гусева Полина', 'Иванова Анна', 'Ковалёва Мария', 'Орлов Тимур', 'Ширяева Дарья'],
  '9А': ['Волков Роман', 'Зуева Алиса', 'Мельников Олег', 'Попова Ксения', 'Тихонов Марк', 'Юдина Ева'],
};

/** «Иванова А. С.», as the header of the diary has it. */
export function headerName(user: Pick<DemoUser, 'familyName' | 'givenName' | 'middleName'>): string {
  return `${user.familyName} ${user.givenName.slice(0, 1)}. ${user.middleName.slice(0, 1)}.`;
}

function names(pupil: DemoPupil): Pick<DemoPupil, 'familyName' | 'givenName' | 'middleName'> {
  return { familyName: pupil.familyName, givenName: pupil.givenName, middleName: pupil.middleName };
}
