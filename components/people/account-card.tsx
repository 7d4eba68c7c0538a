import { Headphones, LogOut, MessageSquare, Settings, UserPlus } from 'lucide';
import { chatTitle, className, personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { AccountState } from '../../protocol/accounts.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Me } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';

export interface AccountCardProps {
  texts: Texts;
  account: AccountState;
  person: Me;
  unreadChats: number;
  liveChats: Chat[];
  onChoose: (personId: string) => void;
  onMessages?: () => void;
  onCall: (chatId: string) => void;
  onAdd: () => void;
  onOptions: () => void;
  onSignOut: () => void;
}

/** What stands under a name: «7 Б · Школа № 12», «учитель · Школа № 12», «родитель: Анна, 7 Б». */
function describe(texts: Texts, person: Me, school: string): string {
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

/** A short name for the switch between my people: «Анна, 7 Б», «учитель». */
function chipLabel(texts: Texts, person: Me): string {
  if (person.role !== 'pupil') return `${person.givenName}, ${texts.people.roles[person.role]}`;
  return person.className ? `${person.givenName}, ${className(person.className)}` : person.givenName;
}

/** Who I am, whom else I may be, what goes on, and the way out. In the popup, and in the panel as «Аккаунт». */
export function AccountCard(props: AccountCardProps) {
  const { texts, account, person } = props;
  return (
    <section class="account" aria-label={texts.chats.account}>
      <div class="account-me">
        <PersonAvatar person={person} size={46} />
        <div class="account-name">
          <h1>{personName(person)}</h1>
          <p>{describe(texts, person, account.school.name)}</p>
        </div>
        <button type="button" class="icon-button" aria-label={texts.popup.settings} onClick={props.onOptions}>
          <Icon icon={Settings} />
        </button>
      </div>
      {account.people.length > 1 && (
        <fieldset class="chips" aria-label={texts.popup.person}>
          {account.people.map((one) => (
            <button
              key={one.id}
              type="button"
              class="chip"
              aria-pressed={one.id === person.id}
              onClick={() => props.onChoose(one.id)}
            >
              {chipLabel(texts, one)}
            </button>
          ))}
        </fieldset>
      )}
      <ul class="account-actions">
        {props.onMessages && (
          <li>
            <button type="button" class="account-action" onClick={props.onMessages}>
              <Icon icon={MessageSquare} />
              <span>{texts.popup.openMessages}</span>
              {props.unreadChats > 0 && <span class="badge">{props.unreadChats}</span>}
            </button>
          </li>
        )}
        {props.liveChats.map((chat) => (
          <li key={chat.id} class="account-live">
            <Icon icon={Headphones} />
            <span>{texts.popup.liveCall(chatTitle(texts, chat))}</span>
            <button type="button" class="button button-live" onClick={() => props.onCall(chat.id)}>
              {texts.popup.enter}
            </button>
          </li>
        ))}
        <li>
          <button type="button" class="account-action" onClick={props.onAdd}>
            <Icon icon={UserPlus} />
            <span>{texts.popup.addPerson}</span>
          </button>
        </li>
        <li>
          <button type="button" class="account-action is-quiet" onClick={props.onSignOut}>
            <Icon icon={LogOut} />
            <span>{texts.common.signOut}</span>
          </button>
        </li>
      </ul>
    </section>
  );
}
