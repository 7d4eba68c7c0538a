import type { CommonTexts } from '../../i18n/ru-common.ts';
import type { Person } from '../../protocol/people.ts';

/** The sign of a teacher or a parent, drawn by us from the roster's role (S14); a pupil has none. */
export function RoleBadge({ texts, person }: { texts: CommonTexts; person: Pick<Person, 'role'> }) {
  if (person.role === 'pupil') return null;
  return <span class="role-badge">{texts.people.roles[person.role]}</span>;
}
