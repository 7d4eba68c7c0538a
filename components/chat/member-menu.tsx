import type { IconNode } from 'lucide';
import { Crown, MessageSquare, MessageSquareOff, MessageSquareText, Shield, ShieldOff, UserMinus } from 'lucide';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { mayRemove, maySilence, type Standing } from '../../protocol/chat-rights.ts';
import type { Chat, Member } from '../../protocol/chats.ts';
import { Icon } from '../ui/icon.tsx';

/** What can be done with a member; each has its words in `ownChats`. */
export type MemberChoice =
  | 'write'
  | 'makeAdmin'
  | 'makeMember'
  | 'handOver'
  | 'silenceHour'
  | 'silenceDay'
  | 'silenceAlways'
  | 'giveBack'
  | 'remove';

const ICONS: Record<MemberChoice, IconNode> = {
  write: MessageSquare,
  makeAdmin: Shield,
  makeMember: ShieldOff,
  handOver: Crown,
  silenceHour: MessageSquareOff,
  silenceDay: MessageSquareOff,
  silenceAlways: MessageSquareOff,
  giveBack: MessageSquareText,
  remove: UserMinus,
};

/** This far from the panel's edge, px. */
const MARGIN = 8;

const standing = ({ role, person }: Member): Standing => ({ role, personRole: person.role });

/** What I may do with a member; the server has the last word. `now`: this machine's clock, Unix ms. */
export function memberChoices(chat: Chat, me: Member, member: Member, now: number): MemberChoice[] {
  if (me.person.id === member.person.id) return [];
  const [who, whom] = [standing(me), standing(member)];
  const isOwner = chat.kind === 'own' && me.role === 'owner';
  // By the school's rule one of two people who write to each other is of the staff.
  const mayMeet = me.person.role === 'teacher' || member.person.role === 'teacher';
  const choices: [MemberChoice, boolean][] = [
    ['write', chat.kind !== 'direct' && mayMeet],
    ['makeAdmin', isOwner && member.role === 'member'],
    ['makeMember', isOwner && member.role === 'admin'],
    ['handOver', isOwner && member.person.role === 'teacher'],
  ];
  if (maySilence(chat.kind, who, whom)) {
    const isSilenced = (member.silencedUntil ?? 0) > now;
    choices.push(['giveBack', isSilenced], ['silenceHour', !isSilenced], ['silenceDay', !isSilenced]);
    choices.push(['silenceAlways', !isSilenced]);
  }
  choices.push(['remove', mayRemove(chat.kind, who, whom)]);
  return choices.flatMap(([choice, isOffered]) => (isOffered ? [choice] : []));
}

/** Moves the focus among the items by the arrow keys, Home and End. */
function walk(menu: HTMLElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.code];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** The menu of a member: a popover, so Escape and a press elsewhere close it, and the focus goes back. */
export function MemberMenu(props: {
  texts: Texts;
  member: Member;
  choices: MemberChoice[];
  at: { x: number; y: number };
  onChoose: (choice: MemberChoice) => void;
  onClose: () => void;
}) {
  const { texts, at, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    if (!element.matches(':popover-open')) element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(MARGIN, Math.min(at.x - width, window.innerWidth - width - MARGIN))}px`;
    element.style.top = `${Math.max(MARGIN, Math.min(at.y, window.innerHeight - height - MARGIN))}px`;
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [at]);
  useEffect(() => {
    const element = menu.current;
    const closed = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    element?.addEventListener('toggle', closed);
    return () => element?.removeEventListener('toggle', closed);
  }, [onClose]);
  return (
    <div
      ref={menu}
      class="menu"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={texts.ownChats.memberMenu(personName(props.member.person))}
      onKeyDown={(event) => walk(event.currentTarget, event)}
    >
      {props.choices.map((choice) => (
        <button
          key={choice}
          type="button"
          role="menuitem"
          class={choice === 'remove' ? 'menu-item is-danger' : 'menu-item'}
          onClick={() => {
            menu.current?.hidePopover();
            props.onChoose(choice);
          }}
        >
          <Icon icon={ICONS[choice]} />
          {texts.ownChats[choice]}
        </button>
      ))}
    </div>
  );
}
