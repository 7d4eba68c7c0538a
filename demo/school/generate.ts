import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLASSES, makeFamilies } from './families.ts';
import { idOf, toFiles } from './files.ts';
import { feminine } from './names.ts';
import { type DemoPerson, parentName, patronymic } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { TEACHERS } from './staff.ts';

interface Pupil extends DemoPerson {
  className: string;
}

/** Pupils in the order of their class lists, and their parents in the same order. */
function makePeople(random: Random): { pupils: Pupil[]; parents: DemoPerson[] } {
  const { families, spareSurnames } = makeFamilies(random);
  let lastPhone = 79_120_001_000;
  const nextPhone = () => String(++lastPhone);
  const parents: DemoPerson[] = [];
  const pupils: Pupil[] = [];
  for (const family of families) {
    const ids = family.parents.map((kind) => {
      const id = `parent-${String(parents.length + 1).padStart(3, '0')}`;
      const { phone, ...name } = parentName(family, kind, random, () => spareSurnames.shift() ?? 'Орлов');
      parents.push({ id, role: 'parent', ...name, phone: phone ?? nextPhone(), parents: [] });
      return id;
    });
    for (const child of family.children) {
      const hasPhone = random.next() < 0.8;
      pupils.push({
        id: '',
        role: 'student',
        className: child.className,
        familyName: child.sex === 'm' ? child.surname : feminine(child.surname),
        givenName: child.givenName,
        middleName: patronymic(family, child),
        phone: child.phone ?? (hasPhone ? nextPhone() : ''),
        parents: ids,
      });
    }
  }
  const { compare } = new Intl.Collator('ru');
  const listed = CLASSES.flatMap((className) =>
    pupils
      .filter((pupil) => pupil.className === className)
      .sort((a, b) => compare(a.familyName, b.familyName) || compare(a.givenName, b.givenName))
      .map((pupil, index) => ({
        ...pupil,
        id: `pupil-${idOf(className)}-${String(index + 1).padStart(2, '0')}`,
      })),
  );
  return { pupils: listed, parents };
}

/** The demo school as the files of a OneRoster 1.2 CSV export: name → text. The same on every run. */
export function generateSchool(): Record<string, string> {
  const { pupils, parents } = makePeople(createRandom(120_714));
  return toFiles({ pupils, parents, teachers: TEACHERS, classes: CLASSES });
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(generateSchool())) writeFileSync(join(import.meta.dirname, file), text);
}
