import { Link2 } from 'lucide';
import { shownChats } from '../../client/chats/filters.ts';
import { fitsWords, wordsOfPerson } from '../../client/search/names.ts';
import { chatTitle } from '../../i18n/names.ts';
import { inviteSecret } from '../../protocol/invites.ts';
import { Stage } from '../ui/stage.tsx';
import type { ChatListProps } from './chat-list.tsx';
import { type OnMenu, Rows } from './chat-rows.tsx';
import { ContactRow, MessageHits } from './search-results.tsx';

/** How many people and chats the results show before the messages. */
const MOST_NAMES = 6;

/** What the search over the list has found: people, chats, messages. */
export function ListResults(props: ChatListProps & { onMenu: OnMenu }) {
  const { texts, state, typed } = props;
  const secret = inviteSecret(typed, props.serverUrl);
  if (secret) {
    return (
      <Stage icon={Link2} title={texts.search.invite}>
        <button type="button" class="button button-primary" onClick={() => props.onJoin(secret)}>
          {texts.search.openInvite}
        </button>
      </Stage>
    );
  }
  const all = [...shownChats(state, 'all'), ...shownChats(state, 'archive')];
  const chats = all.filter((chat) => fitsWords(typed, chatTitle(texts, chat))).slice(0, MOST_NAMES);
  const people = props.contacts
    .filter(({ person, children }) => fitsWords(typed, [person, ...children].map(wordsOfPerson).join(' ')))
    .slice(0, MOST_NAMES);
  return (
    <>
      {people.length > 0 && (
        <section>
          <h2 class="search-heading">{texts.search.people}</h2>
          <ul class="hits">
            {people.map((contact) => (
              <ContactRow
                key={contact.person.id}
                texts={texts}
                contact={contact}
                onWrite={props.onWrite}
                onCall={props.onCallPerson}
              />
            ))}
          </ul>
        </section>
      )}
      {chats.length > 0 && (
        <section>
          <h2 class="search-heading">{texts.search.chats}</h2>
          <Rows {...props} chats={chats} label={texts.search.chats} />
        </section>
      )}
      <MessageHits
        texts={texts}
        search={props.search}
        chats={state.chats}
        now={props.now}
        saysNothing={people.length + chats.length === 0}
        onOpen={props.onOpen}
      />
    </>
  );
}
