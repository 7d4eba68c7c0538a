import { BOYS, COMMON_FATHERS, GIRLS, SURNAMES } from './names.ts';
import type { Child, Family } from './people.ts';
import type { Random } from './random.ts';

const CLASS_SIZE = 25;
export const CLASSES = ['7А', '7Б', '9А'];

/** Families that the demo and the tests know by name, and names that screens have to bear. */
const FIXED: Family[] = [
  {
    father: 'Сергей',
    parents: ['mother', 'father'],
    fixedMother: { givenName: 'Ольга', middleName: 'Николаевна', phone: '79120000003' },
    children: [
      { className: '7Б', sex: 'f', surname: 'Иванов', givenName: 'Анна', phone: '79120000001' },
      { className: '7А', sex: 'm', surname: 'Иванов', givenName: 'Пётр' },
    ],
  },
  {
    father: 'Пётр',
    parents: ['mother', 'father'],
    fixedFather: { middleName: 'Николаевич', phone: '79120000004' },
    children: [{ className: '7Б', sex: 'm', surname: 'Соколов', givenName: 'Михаил' }],
  },
  {
    father: 'Андрей',
    parents: ['mother', 'father'],
    children: [{ className: '7Б', sex: 'f', surname: 'Ковалёв', givenName: 'Мария', phone: '79120000005' }],
  },
  {
    father: 'Владислав',
    parents: ['mother', 'father'],
    motherSurname: 'Разумовский',
    children: [
      { className: '7Б', sex: 'f', surname: 'Константинопольский-Разумовский', givenName: 'Александра' },
      { className: '9А', sex: 'm', surname: 'Константинопольский-Разумовский', givenName: 'Всеволод' },
    ],
  },
  {
    father: 'Рамиль',
    parents: ['mother', 'father'],
    children: [
      { className: '7Б', sex: 'f', surname: 'Гайнутдинов', givenName: 'Айгуль' },
      { className: '9А', sex: 'm', surname: 'Гайнутдинов', givenName: 'Тимур' },
    ],
  },
  {
    father: 'Руслан',
    parents: ['father'],
    children: [{ className: '7Б', sex: 'm', surname: 'Мамедов', givenName: 'Эльдар', middleName: 'Руслан оглы' }],
  },
  {
    father: 'Алексей',
    parents: ['mother'],
    children: [{ className: '7А', sex: 'm', surname: 'Ким', givenName: 'Артём', middleName: '' }],
  },
  {
    father: 'Юрий',
    parents: ['mother', 'stepfather'],
    children: [{ className: '9А', sex: 'f', surname: 'Салтыков-Щедрин', givenName: 'Анна-Мария' }],
  },
  {
    father: 'Семён',
    parents: ['mother', 'father'],
    motherSurname: 'Алёшин',
    children: [
      { className: '7А', sex: 'f', surname: 'Берёзкин', givenName: 'Алёна' },
      { className: '9А', sex: 'f', surname: 'Берёзкин', givenName: 'Соня-Виктория' },
    ],
  },
];

function grownUps(random: Random): Family['parents'] {
  const share = random.next();
  if (share < 0.8) return ['mother', 'father'];
  if (share < 0.92) return ['mother'];
  return share < 0.96 ? ['father'] : ['mother', 'stepfather'];
}

/** The fixed families, and as many others as fill the classes; each surname stands for one family. */
export function makeFamilies(random: Random): { families: Family[]; spareSurnames: string[] } {
  const families = [...FIXED];
  const surnames = random.shuffled(SURNAMES);
  const takeSurname = () => {
    const surname = surnames.shift();
    if (!surname) throw new Error('too few surnames');
    return surname;
  };
  const takenNames = new Set<string>();
  for (const className of CLASSES) {
    let count = FIXED.flatMap(({ children }) => children).filter((child) => child.className === className).length;
    for (; count < CLASS_SIZE; count += 1) {
      const sex = random.next() < 0.5 ? 'm' : 'f';
      const names = sex === 'm' ? BOYS : GIRLS;
      let givenName = random.pick(names);
      // A name comes twice in a class only where chance is stubborn.
      for (let tries = 0; takenNames.has(`${className} ${givenName}`) && tries < 3; tries += 1) {
        givenName = random.pick(names);
      }
      takenNames.add(`${className} ${givenName}`);
      const child: Child = { className, sex, surname: takeSurname(), givenName };
      families.push({
        father: random.pick(COMMON_FATHERS),
        parents: grownUps(random),
        children: [child],
        ...(random.next() < 0.18 ? { motherSurname: random.pick(SURNAMES) } : {}),
      });
    }
  }
  return { families, spareSurnames: surnames };
}
