import type { DemoPerson } from './people.ts';

/** What a teacher teaches: a subject in some classes; `group` where a class is split. */
interface Lessons {
  subject: string;
  className: string;
  group?: string;
}

interface Teacher extends DemoPerson {
  /** The class whose class teacher this is. */
  homeroom?: string;
  lessons: Lessons[];
}

const ALL = ['7А', '7Б', '9А'];
const inAll = (...subjects: string[]): Lessons[] =>
  subjects.flatMap((subject) => ALL.map((className) => ({ subject, className })));

function teacher(
  id: string,
  fullName: [familyName: string, givenName: string, middleName: string],
  phone: string,
  more: Pick<Teacher, 'homeroom' | 'isAdministrator' | 'lessons'>,
): Teacher {
  const [familyName, givenName, middleName] = fullName;
  return { id, role: 'teacher', familyName, givenName, middleName, phone, parents: [], ...more };
}

export const TEACHERS: Teacher[] = [
  teacher('teacher-kuznetsova', ['Кузнецова', 'Елена', 'Викторовна'], '79120000002', {
    homeroom: '7Б',
    lessons: inAll('Алгебра', 'Геометрия'),
  }),
  teacher('teacher-sokolov', ['Соколов', 'Пётр', 'Николаевич'], '79120000004', {
    lessons: inAll('Литература', 'Русский язык'),
  }),
  teacher('teacher-melnikova', ['Мельникова', 'Галина', 'Аркадьевна'], '79120001901', {
    isAdministrator: true,
    lessons: inAll('История'),
  }),
  teacher('teacher-vorobyova', ['Воробьёва', 'Наталья', 'Игоревна'], '79120001902', {
    homeroom: '7А',
    lessons: [
      { subject: 'Английский язык', className: '7А' },
      { subject: 'Английский язык', className: '7Б', group: '1' },
      { subject: 'Английский язык', className: '9А' },
    ],
  }),
  teacher('teacher-zaitseva', ['Зайцева', 'Юлия', 'Олеговна'], '79120001903', {
    lessons: [{ subject: 'Английский язык', className: '7Б', group: '2' }, ...inAll('География')],
  }),
  teacher('teacher-gaisin', ['Гайсин', 'Руслан', 'Маратович'], '79120001904', {
    lessons: inAll('Физика', 'Информатика'),
  }),
  teacher('teacher-lebedeva', ['Лебедева', 'Светлана', 'Юрьевна'], '79120001905', {
    homeroom: '9А',
    lessons: inAll('Биология'),
  }),
  teacher('teacher-gromov', ['Громов', 'Андрей', 'Степанович'], '79120001906', {
    lessons: inAll('Физкультура'),
  }),
];
