import { useState } from 'preact/hooks';
import { chatTitle, personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { MAX_READERS_SHOWN } from '../../protocol/limits.ts';
import type { Person } from '../../protocol/people.ts';
import { ChatAvatar, PersonAvatar } from '../ui/avatar.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';

/** «Удалить сообщение?»: for me always, for everybody where I may. */
export function RemoveDialog(props: {
  texts: Texts;
  canRemoveForAll: boolean;
  isOwn: boolean;
  onRemove: (forAll: boolean) => void;
  onClose: () => void;
}) {
  const { texts } = props;
  return (
    <Dialog texts={texts} title={texts.messages.removeTitle} onClose={props.onClose}>
      {props.canRemoveForAll && !props.isOwn && <p class="dialog-text">{texts.messages.removeTeacher}</p>}
      <div class="dialog-actions">
        {props.canRemoveForAll && (
          <button type="button" class="button button-danger button-wide" onClick={() => props.onRemove(true)}>
            {texts.messages.removeForAll}
          </button>
        )}
        <button type="button" class="button button-wide" onClick={() => props.onRemove(false)}>
          {texts.messages.removeForMe}
        </button>
      </div>
    </Dialog>
  );
}

/** «Удалить у вас 3 сообщения?»: several at once go for me only. */
export function HideDialog(props: { texts: Texts; count: number; onHide: () => void; onClose: () => void }) {
  const { texts } = props;
  return (
    <Dialog texts={texts} title={texts.selection.hideTitle(props.count)} onClose={props.onClose}>
      <p class="dialog-text">{texts.selection.hideText}</p>
      <div class="dialog-actions">
        <button type="button" class="button button-danger button-wide" onClick={props.onHide}>
          {texts.selection.hide}
        </button>
      </div>
    </Dialog>
  );
}

/** People with a sign each: who has read a message, who reacted to it. */
export function PeopleDialog(props: {
  texts: Texts;
  title: string;
  empty: string;
  people: { person: Person; sign?: string }[];
  onClose: () => void;
}) {
  const { texts, people } = props;
  return (
    <Dialog texts={texts} title={props.title} onClose={props.onClose}>
      {people.length === 0 && <p class="dialog-text">{props.empty}</p>}
      <ul class="dialog-list">
        {people.slice(0, MAX_READERS_SHOWN).map(({ person, sign }) => (
          <li key={person.id} class="dialog-row">
            <PersonAvatar person={person} size={36} />
            <span class="dialog-row-text">{personName(person)}</span>
            <RoleBadge texts={texts} person={person} />
            {sign && <span class="dialog-row-sign">{sign}</span>}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Which of my chats a message is passed on to; several at once. */
export function ForwardDialog(props: {
  texts: Texts;
  chats: Chat[];
  onForward: (chatIds: string[]) => void;
  onClose: () => void;
}) {
  const { texts } = props;
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const plain = (text: string) => text.toLocaleLowerCase().replaceAll('\u00a0', ' ').replaceAll('\u0451', '\u0435');
  const found = props.chats.filter((chat) => plain(chatTitle(texts, chat)).includes(plain(query.trim())));
  const toggle = (id: string) =>
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
  return (
    <Dialog texts={texts} title={texts.messages.forwardTitle} onClose={props.onClose}>
      <input
        class="field"
        type="text"
        autocomplete="off"
        placeholder={texts.messages.forwardSearch}
        aria-label={texts.messages.forwardSearch}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      {found.length === 0 && <p class="dialog-text">{texts.messages.forwardNothing}</p>}
      <ul class="dialog-list">
        {found.map((chat) => {
          const title = chatTitle(texts, chat);
          return (
            <li key={chat.id}>
              <label class="dialog-row">
                <input type="checkbox" checked={chosen.includes(chat.id)} onChange={() => toggle(chat.id)} />
                <ChatAvatar chat={chat} title={title} size={36} />
                <span class="dialog-row-text">{title}</span>
              </label>
            </li>
          );
        })}
      </ul>
      <button
        type="button"
        class="button button-primary button-wide"
        disabled={chosen.length === 0}
        onClick={() => props.onForward(chosen)}
      >
        {texts.messages.forwardSend(chosen.length)}
      </button>
    </Dialog>
  );
}
