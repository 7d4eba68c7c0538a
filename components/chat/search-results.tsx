import { CircleAlert, Headphones, SearchX } from 'lucide';
import type { Search } from '../../client/search/search.ts';
import { listTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle, className, personName, shortName } from '../../i18n/names.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Contact } from '../../protocol/contacts.ts';
import { searchedText } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import type { SearchHit } from '../../protocol/search.ts';
import { ChatAvatar, PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { Stage } from '../ui/stage.tsx';

/** Where the piece of a text begins: a little before the first word that was found, UTF-16 units. */
const BEFORE = 24;

/** A piece of a message with the found words marked. */
function Excerpt({ hit }: { hit: SearchHit }) {
  const text = searchedText(hit.message);
  const first = hit.marks[0]?.[0] ?? 0;
  const start = first > BEFORE * 2 ? text.lastIndexOf(' ', first - BEFORE) + 1 : 0;
  const pieces = [];
  let at = start;
  for (const [from, to] of hit.marks) {
    if (from < at) continue;
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  pieces.push(text.slice(at, at + 200));
  return (
    <>
      {start > 0 && '…'}
      {pieces}
    </>
  );
}

export interface MessageHitsProps {
  texts: ListTexts;
  search: Search;
  /** Chats by id, for their names; null where all hits are of one chat. */
  chats: Map<string, Chat> | null;
  now: number;
  /** What is said when nothing is found; false where others have found something. */
  saysNothing: boolean;
  onOpen: (chatId: string, ordinal: number) => void;
}

function Hit(props: {
  texts: ListTexts;
  hit: SearchHit;
  sender: Person | undefined;
  chat: Chat | undefined;
  now: number;
}) {
  const { texts, hit, sender, chat } = props;
  return (
    <>
      {chat ? (
        <ChatAvatar chat={chat} title={chatTitle(texts, chat)} size={40} />
      ) : (
        sender && <PersonAvatar person={sender} size={40} />
      )}
      <span class="hit-text">
        <span class="hit-head">
          <span class="hit-title">{chat ? chatTitle(texts, chat) : sender && personName(sender)}</span>
          <time dateTime={new Date(hit.message.sentAt).toISOString()}>
            {listTime(texts, hit.message.sentAt, props.now)}
          </time>
        </span>
        <span class="hit-excerpt">
          {chat && sender && `${shortName(sender)}: `}
          <Excerpt hit={hit} />
        </span>
      </span>
    </>
  );
}

/** The messages that were found, newest first. */
export function MessageHits(props: MessageHitsProps) {
  const { texts, search, chats } = props;
  const state = search.state.value;
  if (state.kind === 'idle') return null;
  if (state.kind === 'searching') {
    return (
      <p class="search-note" role="status">
        {texts.search.searching}
      </p>
    );
  }
  if (state.kind === 'failed') {
    return (
      <Stage icon={CircleAlert} title={errorText(texts, state.code)}>
        <button type="button" class="button button-primary" onClick={search.again}>
          {texts.common.retry}
        </button>
      </Stage>
    );
  }
  if (state.hits.length === 0) {
    if (!props.saysNothing) return null;
    return <Stage icon={SearchX} title={texts.search.nothing} text={texts.search.nothingText} />;
  }
  const people = new Map(state.people.map((person) => [person.id, person]));
  return (
    <section>
      <h2 class="search-heading">{texts.search.messages}</h2>
      <ul class="hits">
        {state.hits.map((hit) => {
          const { chatId, ordinal, senderId } = hit.message;
          return (
            <li key={`${chatId}:${ordinal}`}>
              <button type="button" class="hit" onClick={() => props.onOpen(chatId, ordinal)}>
                <Hit texts={texts} hit={hit} sender={people.get(senderId)} chat={chats?.get(chatId)} now={props.now} />
              </button>
            </li>
          );
        })}
      </ul>
      {state.next !== null && (
        <button type="button" class="link-button hits-more" onClick={() => void search.more()}>
          {texts.search.more}
        </button>
      )}
    </section>
  );
}

/** What stands under a contact's name: role, subjects or class, the children of a parent. */
function contactLine({ person, children }: Contact): string {
  if (person.role === 'teacher') return person.subjects?.join(', ') ?? '';
  if (person.role === 'pupil') return person.className ? className(person.className) : '';
  return children
    .map((child) => `${personName(child)}${child.className ? `, ${className(child.className)}` : ''}`)
    .join('; ');
}

/** A person as contacts are shown: the face, the name that tells namesakes apart, who they are. */
export function ContactText({ texts, contact }: { texts: ListTexts; contact: Contact }) {
  const { person } = contact;
  return (
    <>
      <PersonAvatar person={person} size={40} />
      <span class="hit-text">
        <span class="hit-head">
          <span class="hit-title">
            {person.role === 'teacher'
              ? `${personName(person)} ${person.familyName}`
              : `${person.familyName} ${person.givenName}`}
          </span>
          <RoleBadge texts={texts} person={person} />
        </span>
        <span class="hit-excerpt">{contactLine(contact)}</span>
      </span>
    </>
  );
}

/** A person of the results or of «Контакты»: a click writes to them, the headphones call. */
export function ContactRow(props: {
  texts: ListTexts;
  contact: Contact;
  onWrite: (personId: string) => void;
  onCall: (personId: string) => void;
}) {
  const { texts, contact } = props;
  const { person } = contact;
  return (
    <li class="contact-row">
      <button
        type="button"
        class="icon-button"
        aria-label={texts.chats.headphones(personName(person))}
        onClick={() => props.onCall(person.id)}
      >
        <Icon icon={Headphones} />
      </button>
      <button type="button" class="hit" onClick={() => props.onWrite(person.id)}>
        <ContactText texts={texts} contact={contact} />
      </button>
    </li>
  );
}
