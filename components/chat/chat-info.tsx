import type { IconNode } from 'lucide';
import { Archive, ArchiveRestore, Bell, BellOff, Pin, PinOff, Search } from 'lucide';
import { isMuted, settingsOf } from '../../client/chats/settings.ts';
import { listTime } from '../../i18n/dates.ts';
import { chatTitle, className, personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { type ChatSettingsChange, MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat, Member } from '../../protocol/chats.ts';
import { ChatAvatar, PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { muteChoices } from './chat-menu.tsx';

export interface ChatInfoProps {
  texts: Texts;
  chat: Chat;
  members: Member[];
  myId: string;
  now: number;
  /** Why the last change was not made. */
  problem: string | null;
  onBack: () => void;
  onSearch: () => void;
  onArrange: (change: ChatSettingsChange) => void;
}

function Action(props: { icon: IconNode; text: string; onClick: () => void }) {
  return (
    <li>
      <button type="button" class="account-action" onClick={props.onClick}>
        <Icon icon={props.icon} />
        <span>{props.text}</span>
      </button>
    </li>
  );
}

function Muting({ texts, chat, now, onArrange }: ChatInfoProps) {
  const until = settingsOf(chat).mutedUntil ?? 0;
  if (isMuted(chat, now)) {
    const state =
      until >= MUTED_FOR_EVER ? texts.info.mutedForEver : texts.info.mutedUntil(listTime(texts, until, now));
    return (
      <>
        <li class="info-state">
          <Icon icon={BellOff} />
          <span>{state}</span>
        </li>
        <Action icon={Bell} text={texts.list.unmute} onClick={() => onArrange({ mutedUntil: null })} />
      </>
    );
  }
  return (
    <li>
      <details class="info-mute">
        <summary class="account-action">
          <Icon icon={BellOff} />
          <span>{texts.list.mute}</span>
        </summary>
        <div class="chips">
          {muteChoices(texts, now).map(({ text, mutedUntil }) => (
            <button key={text} type="button" class="chip" onClick={() => onArrange({ mutedUntil })}>
              {text}
            </button>
          ))}
        </div>
      </details>
    </li>
  );
}

function MemberRow({ texts, member, myId }: { texts: Texts; member: Member; myId: string }) {
  const { person, role } = member;
  const details = [
    person.className ? className(person.className) : '',
    texts.info.roles[role],
    person.id === myId ? texts.info.you : '',
  ];
  return (
    <li class="member">
      <PersonAvatar person={person} size={40} />
      <span class="hit-text">
        <span class="hit-head">
          <span class="hit-title">{personName(person)}</span>
          <RoleBadge texts={texts} person={person} />
        </span>
        <span class="hit-excerpt">{details.filter(Boolean).join(' · ')}</span>
      </span>
    </li>
  );
}

const roleOrder = { teacher: 0, pupil: 1, parent: 2 };

/** Staff first, then by name. */
function inOrder(a: Member, b: Member): number {
  return (
    roleOrder[a.person.role] - roleOrder[b.person.role] ||
    personName(a.person).localeCompare(personName(b.person), 'ru')
  );
}

/** «О чате»: who is in it, how I keep it, and the way to search in it. */
export function ChatInfo(props: ChatInfoProps) {
  const { texts, chat, members, onArrange } = props;
  const title = chatTitle(texts, chat);
  const { pinnedAt, isArchived } = settingsOf(chat);
  return (
    <PanelPage texts={texts} title={texts.info.title} onBack={props.onBack}>
      <div class="panel-scroll info">
        <div class="info-head">
          <ChatAvatar chat={chat} title={title} size={64} />
          <h2>{title}</h2>
          {chat.peer ? (
            <p>
              <RoleBadge texts={texts} person={chat.peer} />
              {chat.peer.className && <span class="class-badge">{className(chat.peer.className)}</span>}
            </p>
          ) : (
            <p>{texts.chat.members(chat.memberCount)}</p>
          )}
        </div>
        {props.problem && (
          <p class="error-line info-problem" role="alert">
            {props.problem}
          </p>
        )}
        <ul class="info-actions">
          <Action icon={Search} text={texts.info.search} onClick={props.onSearch} />
          <Muting {...props} />
          {pinnedAt === null ? (
            <Action icon={Pin} text={texts.list.pin} onClick={() => onArrange({ isPinned: true })} />
          ) : (
            <Action icon={PinOff} text={texts.list.unpin} onClick={() => onArrange({ isPinned: false })} />
          )}
          {isArchived ? (
            <Action
              icon={ArchiveRestore}
              text={texts.list.fromArchive}
              onClick={() => onArrange({ isArchived: false })}
            />
          ) : (
            <Action icon={Archive} text={texts.list.toArchive} onClick={() => onArrange({ isArchived: true })} />
          )}
        </ul>
        <h2 class="search-heading">{texts.info.members}</h2>
        <ul class="hits">
          {[...members].sort(inOrder).map((member) => (
            <MemberRow key={member.person.id} texts={texts} member={member} myId={props.myId} />
          ))}
        </ul>
      </div>
    </PanelPage>
  );
}
