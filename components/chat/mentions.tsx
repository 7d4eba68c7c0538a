import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Person } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { mentionText } from './text-tokens.ts';

/** Most people that are offered at once. */
const MOST = 6;

/** «@» and what was typed behind it, right before the caret; null when nobody is being mentioned. */
export function mentionQuery(text: string, caret: number): { from: number; query: string } | null {
  const found = /(?:^|[\s(])@([\p{L}-]*(?: [\p{L}-]*)?)$/u.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

/** The letter yo stands with ye, as people type. */
const plain = (text: string) => text.toLocaleLowerCase().replaceAll('\u0451', '\u0435');

/** Members whose name, or one word of it, begins so. */
export function mentionable(people: Person[], query: string): Person[] {
  const wanted = plain(query);
  return people
    .filter((person) => {
      const names = [personName(person), person.familyName, person.givenName].map(plain);
      return names.some((name) => name.startsWith(wanted));
    })
    .slice(0, MOST);
}

/** Whom a text mentions. Of people with one name those who were chosen are meant. */
export function mentionedIn(text: string, people: Person[], chosen: ReadonlySet<string>): string[] {
  const named = people.filter((person) => text.includes(mentionText(person)));
  return named
    .filter((person) => {
      const same = named.filter((one) => mentionText(one) === mentionText(person));
      return same.length === 1 || !same.some((one) => chosen.has(one.id)) || chosen.has(person.id);
    })
    .map((person) => person.id);
}

/** Id of an entry of the list, for the field's `aria-activedescendant`. */
export const mentionId = (index: number) => `mention-${index}`;

/** Who may be meant, above the composer; the keyboard stays in the field. */
export function MentionList(props: {
  texts: Texts;
  people: Person[];
  active: number;
  onChoose: (person: Person) => void;
}) {
  return (
    <div class="mention-list" id="mention-list" role="listbox" aria-label={props.texts.messages.mentions}>
      {props.people.map((person, index) => (
        <div
          key={person.id}
          id={mentionId(index)}
          class="mention-option"
          role="option"
          tabIndex={-1}
          aria-selected={index === props.active}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            props.onChoose(person);
          }}
        >
          <PersonAvatar person={person} size={28} />
          <span>{personName(person)}</span>
          <RoleBadge texts={props.texts} person={person} />
        </div>
      ))}
    </div>
  );
}
