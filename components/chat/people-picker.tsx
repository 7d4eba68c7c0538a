import { Contact as ContactSign, X } from 'lucide';
import { useState } from 'preact/hooks';
import { fitsWords, wordsOfPerson } from '../../client/search/names.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Contact } from '../../protocol/contacts.ts';
import type { SchoolRole } from '../../protocol/people.ts';
import { FilterChips } from '../ui/filter-chips.tsx';
import { Icon } from '../ui/icon.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Stage } from '../ui/stage.tsx';
import { ContactText } from './search-results.tsx';

const ROLES: SchoolRole[] = ['teacher', 'pupil', 'parent'];

/** Those who are chosen, each with a way to choose them no more. */
function Chosen(props: {
  texts: Texts;
  contacts: Contact[];
  chosen: ReadonlySet<string>;
  onToggle: (id: string) => void;
}) {
  const { texts } = props;
  const shown = props.contacts.filter(({ person }) => props.chosen.has(person.id));
  if (shown.length === 0) return null;
  return (
    <ul class="picked" aria-label={texts.ownChats.chosen(shown.length)}>
      {shown.map(({ person }) => (
        <li key={person.id}>
          <button
            type="button"
            class="chip picked-chip"
            aria-label={texts.ownChats.drop(personName(person))}
            onClick={() => props.onToggle(person.id)}
          >
            {personName(person)}
            <Icon icon={X} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Chooses among the people whom one may write to: a search, who is chosen as chips, and the list. */
export function PeoplePicker(props: {
  texts: Texts;
  contacts: Contact[];
  chosen: ReadonlySet<string>;
  /** What is said where there is nobody to choose. */
  emptyText: string;
  onToggle: (id: string) => void;
}) {
  const { texts, contacts, chosen } = props;
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<SchoolRole | 'all'>('all');
  const there = ROLES.filter((role) => contacts.some(({ person }) => person.role === role));
  const shown = contacts.filter(
    ({ person, children }) =>
      (filter === 'all' || person.role === filter) &&
      fitsWords(typed, [person, ...children].map(wordsOfPerson).join(' ')),
  );
  if (contacts.length === 0) {
    return <Stage icon={ContactSign} title={texts.contacts.emptyTitle} text={props.emptyText} />;
  }
  return (
    <fieldset class="picker">
      <legend class="search-heading">{texts.ownChats.members}</legend>
      <div class="list-tools">
        <SearchField label={texts.contacts.search} clearLabel={texts.search.clear} value={typed} onInput={setTyped} />
        {there.length > 1 && (
          <FilterChips
            label={texts.contacts.filtersLabel}
            chosen={filter}
            chips={(['all', ...there] as const).map((key) => ({ key, text: texts.contacts.filters[key] }))}
            onChoose={setFilter}
          />
        )}
      </div>
      <Chosen {...props} />
      {shown.length === 0 ? (
        <Stage icon={ContactSign} title={texts.contacts.nobody} text={texts.search.nothingText} />
      ) : (
        <ul class="hits">
          {shown.map((contact) => (
            <li key={contact.person.id}>
              <label class="hit pick">
                <ContactText texts={texts} contact={contact} />
                <input
                  type="checkbox"
                  checked={chosen.has(contact.person.id)}
                  onChange={() => props.onToggle(contact.person.id)}
                />
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}
