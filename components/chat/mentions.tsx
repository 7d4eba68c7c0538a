import { Users } from 'lucide';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Person } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
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

/** Somebody who can be mentioned, or everybody at once. */
export type Mentionable = Person | 'everyone';

/** Members whose name, or one word of it, begins so; `everyone`: the word for all of them, where one may use it. */
export function mentionable(people: Person[], query: string, everyone: string | null = null): Mentionable[] {
  const wanted = plain(query);
  const all: Mentionable[] = everyone && plain(everyone).startsWith(wanted) ? ['everyone'] : [];
  const some = people
    .filter((person) => {
      const names = [personName(person), person.familyName, person.givenName].map(plain);
      return names.some((name) => name.startsWith(wanted));
    })
    .slice(0, MOST);
  return [...all, ...some];
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

function Everyone({ texts }: { texts: Texts }) {
  return (
    <>
      <span class="mention-everyone">
        <Icon icon={Users} />
      </span>
      <span>@{texts.ownChats.everyone}</span>
      <small class="mention-hint">{texts.ownChats.everyoneText}</small>
    </>
  );
}

/** Who may be meant, above the composer; the keyboard stays in the field. */
export function MentionList(props: {
  texts: Texts;
  people: Mentionable[];
  active: number;
  onChoose: (person: Mentionable) => void;
}) {
  return (
    <div class="mention-list" id="mention-list" role="listbox" aria-label={props.texts.messages.mentions}>
      {props.people.map((person, index) => (
        <div
          key={person === 'everyone' ? person : person.id}
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
          {person === 'everyone' ? (
            <Everyone texts={props.texts} />
          ) : (
            <>
              <PersonAvatar person={person} size={28} />
              <span>{personName(person)}</span>
              <RoleBadge texts={props.texts} person={person} />
            </>
          )}
        </div>
      ))}
    </div>
  );
}
