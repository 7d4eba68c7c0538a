import { CircleAlert, Contact as ContactSign } from 'lucide';
import { useState } from 'preact/hooks';
import { fitsWords, wordsOfPerson } from '../../client/search/names.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Contact } from '../../protocol/contacts.ts';
import type { SchoolRole } from '../../protocol/people.ts';
import { ContactRow } from '../chat/search-results.tsx';
import { ListSkeleton } from '../chat/skeleton.tsx';
import { FilterChips } from '../ui/filter-chips.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { Stage } from '../ui/stage.tsx';
import type { Loaded } from '../ui/use-loaded.ts';

const ROLES: SchoolRole[] = ['teacher', 'pupil', 'parent'];

function List(props: {
  texts: Texts;
  contacts: Contact[];
  onWrite: (personId: string) => void;
  onCall: (personId: string) => void;
}) {
  const { texts, contacts } = props;
  const [typed, setTyped] = useState('');
  const [filter, setFilter] = useState<SchoolRole | 'all'>('all');
  const there = ROLES.filter((role) => contacts.some(({ person }) => person.role === role));
  const shown = contacts.filter(
    ({ person, children }) =>
      (filter === 'all' || person.role === filter) &&
      fitsWords(typed, [person, ...children].map(wordsOfPerson).join(' ')),
  );
  if (contacts.length === 0) {
    return <Stage icon={ContactSign} title={texts.contacts.emptyTitle} text={texts.contacts.emptyText} />;
  }
  return (
    <>
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
      <div class="panel-scroll">
        {shown.length === 0 ? (
          <Stage icon={ContactSign} title={texts.contacts.nobody} text={texts.search.nothingText} />
        ) : (
          <ul class="hits" aria-label={texts.contacts.list}>
            {shown.map((contact) => (
              <ContactRow
                key={contact.person.id}
                texts={texts}
                contact={contact}
                onWrite={props.onWrite}
                onCall={props.onCall}
              />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

/** «Контакты»: the people whom I may write to, and call in the same chat. */
export function Contacts(props: {
  texts: Texts;
  loaded: Loaded<Contact[]>;
  problem: string | null;
  onRetry: () => void;
  onWrite: (personId: string) => void;
  onCall: (personId: string) => void;
  onBack: () => void;
}) {
  const { texts, loaded } = props;
  return (
    <PanelPage texts={texts} title={texts.contacts.title} onBack={props.onBack}>
      {props.problem && (
        <p class="error-line info-problem" role="alert">
          {props.problem}
        </p>
      )}
      {loaded.status === 'loading' && <ListSkeleton label={texts.common.loading} />}
      {loaded.status === 'failed' && (
        <Stage icon={CircleAlert} title={errorText(texts, loaded.code)}>
          <button type="button" class="button button-primary" onClick={props.onRetry}>
            {texts.common.retry}
          </button>
        </Stage>
      )}
      {loaded.status === 'ready' && (
        <List texts={texts} contacts={loaded.value} onWrite={props.onWrite} onCall={props.onCall} />
      )}
    </PanelPage>
  );
}
