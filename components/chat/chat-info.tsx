import type { IconNode } from 'lucide';
import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  Ellipsis,
  Link2,
  LogOut,
  Pencil,
  Pin,
  PinOff,
  Search,
  ShieldCheck,
  UserPlus,
} from 'lucide';
import { useState } from 'preact/hooks';
import { mayDo, myStanding } from '../../client/chats/rights.ts';
import { isMuted, settingsOf } from '../../client/chats/settings.ts';
import { listTime, untilTime } from '../../i18n/dates.ts';
import { chatTitle, className, personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { maySetRights } from '../../protocol/chat-rights.ts';
import { type ChatSettingsChange, MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat, Member } from '../../protocol/chats.ts';
import { type PersonRole, roleOrder } from '../../protocol/people.ts';
import { ChatAvatar, PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { muteChoices } from './chat-menu.tsx';
import { LeaveDialog, MemberDialog } from './member-dialogs.tsx';
import { type MemberChoice, MemberMenu, memberChoices } from './member-menu.tsx';

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
  /** Does something with a member; what went wrong comes back as `problem`. */
  onMember: (member: Member, choice: MemberChoice) => void;
  onLeave: () => void;
  /** Opens a page of the chat: its title and picture, more members, its rights. */
  onPage: (page: InfoPart) => void;
}

export type InfoPart = 'edit' | 'add' | 'invite' | 'rights';

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

/** Whether a member may not write, and until when. */
function silenceLine({ texts, member, now }: { texts: Texts; member: Member; now: number }): string {
  const until = member.silencedUntil ?? 0;
  if (until <= now || member.role !== 'member') return '';
  return until >= MUTED_FOR_EVER
    ? texts.ownChats.isSilenced
    : texts.ownChats.isSilencedUntil(untilTime(texts, until, now));
}

function MemberRow(props: {
  texts: Texts;
  member: Member;
  myId: string;
  now: number;
  hasMenu: boolean;
  onMenu: (at: { x: number; y: number }) => void;
}) {
  const { texts, member, myId } = props;
  const { person, role } = member;
  const details = [
    person.className ? className(person.className) : '',
    texts.info.roles[role],
    person.id === myId ? texts.info.you : '',
    silenceLine(props),
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
      {props.hasMenu && (
        <button
          type="button"
          class="icon-button"
          aria-label={texts.ownChats.memberMenu(personName(person))}
          aria-haspopup="menu"
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect();
            props.onMenu({ x: right, y: bottom });
          }}
        >
          <Icon icon={Ellipsis} />
        </button>
      )}
    </li>
  );
}

/** Staff first, then by name. */
function inOrder(a: Member, b: Member): number {
  return (
    roleOrder[a.person.role] - roleOrder[b.person.role] ||
    personName(a.person).localeCompare(personName(b.person), 'ru')
  );
}

type Opened =
  | { kind: 'menu'; personId: string; at: { x: number; y: number } }
  | { kind: 'remove' | 'handOver'; personId: string }
  | { kind: 'leave' }
  | null;

/** What concerns the chat itself, for those who may. */
function ChatActions({ texts, chat, myRole, onPage }: ChatInfoProps & { myRole: PersonRole }) {
  const words = texts.ownChats;
  const isOwn = chat.kind === 'own';
  return (
    <>
      {isOwn && mayDo(chat, myRole, 'invite') && (
        <>
          <Action icon={UserPlus} text={words.addTitle} onClick={() => onPage('add')} />
          <Action icon={Link2} text={texts.invites.title} onClick={() => onPage('invite')} />
        </>
      )}
      {isOwn && mayDo(chat, myRole, 'changeInfo') && (
        <Action icon={Pencil} text={words.edit} onClick={() => onPage('edit')} />
      )}
      {maySetRights(chat.kind, myStanding(chat, myRole)) && (
        <Action icon={ShieldCheck} text={words.rights} onClick={() => onPage('rights')} />
      )}
    </>
  );
}

function Head({ texts, chat, title }: { texts: Texts; chat: Chat; title: string }) {
  return (
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
  );
}

/** «О чате»: who is in it, how I keep it, who may do what, and the way to search in it. */
export function ChatInfo(props: ChatInfoProps) {
  const { texts, chat, members, myId, now, onArrange } = props;
  const [opened, setOpened] = useState<Opened>(null);
  const title = chatTitle(texts, chat);
  const { pinnedAt, isArchived } = settingsOf(chat);
  const me = members.find((member) => member.person.id === myId);
  const myRole = me?.person.role ?? 'pupil';
  const choicesFor = (member: Member) => (me ? memberChoices(chat, me, member, now) : []);
  const target = opened && 'personId' in opened && members.find((one) => one.person.id === opened.personId);
  const close = () => setOpened(null);
  const choose = (member: Member, choice: MemberChoice) => {
    if (choice === 'remove' || choice === 'handOver') setOpened({ kind: choice, personId: member.person.id });
    else props.onMember(member, choice);
  };
  return (
    <PanelPage texts={texts} title={texts.info.title} onBack={props.onBack}>
      <div class="panel-scroll info">
        <Head texts={texts} chat={chat} title={title} />
        {props.problem && (
          <p class="error-line info-problem" role="alert">
            {props.problem}
          </p>
        )}
        <ul class="info-actions">
          <ChatActions {...props} myRole={myRole} />
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
          {chat.kind === 'own' && (
            <Action icon={LogOut} text={texts.ownChats.leave} onClick={() => setOpened({ kind: 'leave' })} />
          )}
        </ul>
        <h2 class="search-heading">{texts.info.members}</h2>
        <ul class="hits">
          {[...members].sort(inOrder).map((member) => (
            <MemberRow
              key={member.person.id}
              texts={texts}
              member={member}
              myId={myId}
              now={now}
              hasMenu={choicesFor(member).length > 0}
              onMenu={(at) => setOpened({ kind: 'menu', personId: member.person.id, at })}
            />
          ))}
        </ul>
      </div>
      {opened?.kind === 'menu' && target && (
        <MemberMenu
          texts={texts}
          member={target}
          choices={choicesFor(target)}
          at={opened.at}
          onChoose={(choice) => choose(target, choice)}
          onClose={() => setOpened((before) => (before?.kind === 'menu' ? null : before))}
        />
      )}
      {(opened?.kind === 'remove' || opened?.kind === 'handOver') && target && (
        <MemberDialog
          texts={texts}
          member={target}
          choice={opened.kind}
          onConfirm={() => props.onMember(target, opened.kind)}
          onClose={close}
        />
      )}
      {opened?.kind === 'leave' && (
        <LeaveDialog
          texts={texts}
          kind={members.length <= 1 ? 'last' : chat.role === 'owner' ? 'owner' : 'member'}
          onConfirm={props.onLeave}
          onClose={close}
        />
      )}
    </PanelPage>
  );
}
