import { className } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Me } from '../../protocol/people.ts';

/** What stands under a name: «7 Б · Школа № 12», «учитель · Школа № 12», «родитель: Анна, 7 Б». */
export function describePerson(texts: Texts, person: Me, school: string): string {
  if (person.role === 'pupil' && person.className) return `${className(person.className)} · ${school}`;
  const children = person.children.map(
    (child) => `${child.givenName}${child.className ? `, ${className(child.className)}` : ''}`,
  );
  const role =
    person.role === 'parent' && children.length > 0
      ? texts.people.parentOf(children.join('; '))
      : texts.people.roles[person.role];
  return `${role} · ${school}`;
}
