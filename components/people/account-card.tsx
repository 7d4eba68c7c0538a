import { Headphones, MessageSquare, Settings } from 'lucide';
import type { ComponentChildren } from 'preact';
import { chatTitle, personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { AccountState } from '../../protocol/accounts.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Me } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { describePerson } from './describe-person.ts';

export interface AccountCardProps {
  texts: Texts;
  account: AccountState;
  person: Me;
  unreadChats: number;
  liveChats: Chat[];
  onMessages?: () => void;
  onCall: (chatId: string) => void;
  onOptions: () => void;
  /** Whom else one may be here, and the ways out: `AccountSwitcher`. */
  children: ComponentChildren;
}

/** Who I am, what goes on, whom else I may be, and the way out. In the popup, and in the panel as «Аккаунт». */
export function AccountCard(props: AccountCardProps) {
  const { texts, account, person } = props;
  const hasActions = props.onMessages || props.liveChats.length > 0;
  return (
    <section class="account" aria-label={texts.chats.account}>
      <div class="account-me">
        <PersonAvatar person={person} size={46} />
        <div class="account-name">
          <h1>{personName(person)}</h1>
          <p>{describePerson(texts, person, account.school.name)}</p>
        </div>
        <button type="button" class="icon-button" aria-label={texts.popup.settings} onClick={props.onOptions}>
          <Icon icon={Settings} />
        </button>
      </div>
      {hasActions && (
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
        </ul>
      )}
      {props.children}
    </section>
  );
}
