import {
  CheckCheck,
  CircleCheck,
  Copy,
  Forward,
  type IconNode,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Star,
  StarOff,
  Trash2,
} from 'lucide';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import type { Message, Reaction } from '../../protocol/messages.ts';
import { Icon } from '../ui/icon.tsx';
import type { MessageRights } from './message-rights.ts';
import { myReaction, REACTION_EMOJI, REACTIONS } from './reactions.tsx';

export type MenuChoice =
  | 'reply'
  | 'edit'
  | 'copy'
  | 'forward'
  | 'select'
  | 'pin'
  | 'unpin'
  | 'mark'
  | 'unmark'
  | 'readers'
  | 'whoReacted'
  | 'remove';

/** This far from the panel's edge, px. */
const MARGIN = 8;

function choicesOf(
  message: Message,
  { rights, isPinned, isImportant }: { rights: MessageRights; isPinned: boolean; isImportant: boolean },
): [MenuChoice, IconNode][] {
  if (rights.isGone) return [['remove', Trash2]];
  const choices: [MenuChoice, IconNode, boolean][] = [
    ['reply', Reply, true],
    ['edit', Pencil, rights.canEdit],
    ['copy', Copy, message.text !== ''],
    ['forward', Forward, !message.poll],
    ['select', CircleCheck, true],
    ['pin', Pin, rights.canPin && !isPinned],
    ['unpin', PinOff, rights.canPin && isPinned],
    ['mark', Star, !isImportant],
    ['unmark', StarOff, isImportant],
    ['readers', CheckCheck, rights.canSeeReaders],
    ['whoReacted', SmilePlus, (message.reactions?.length ?? 0) > 0],
    ['remove', Trash2, true],
  ];
  return choices.flatMap(([choice, icon, isOffered]): [MenuChoice, IconNode][] => (isOffered ? [[choice, icon]] : []));
}

/** Arrow keys, Home and End; the reactions stand in a row, so left and right move too. */
function walk(menu: HTMLElement, event: KeyboardEvent): void {
  const items = [...menu.querySelectorAll<HTMLElement>('button')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const isReaction = document.activeElement?.getAttribute('role') === 'menuitemradio';
  const firstItem = items.findIndex((item) => item.getAttribute('role') === 'menuitem');
  const down = isReaction ? firstItem : at + 1;
  const up = isReaction ? items.length - 1 : at === firstItem ? 0 : at - 1;
  const moves: Record<string, number> = { ArrowDown: down, ArrowUp: up, Home: 0, End: items.length - 1 };
  if (isReaction) {
    moves.ArrowRight = Math.min(firstItem - 1, at + 1);
    moves.ArrowLeft = Math.max(0, at - 1);
  }
  const to = moves[event.code];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

export interface MessageMenuProps {
  texts: Texts;
  message: Message;
  rights: MessageRights;
  myId: string;
  isPinned: boolean;
  isImportant: boolean;
  /** Where it opens, px from the panel's upper left corner. */
  at: { x: number; y: number };
  onChoose: (choice: MenuChoice) => void;
  onReact: (reaction: Reaction | null) => void;
  onClose: () => void;
}

/** What can be done with a message: a popover, so Escape and a press elsewhere close it. */
export function MessageMenu(props: MessageMenuProps) {
  const { texts, message, at, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  const mine = myReaction(message, props.myId);

  useLayoutEffect(() => {
    const element = menu.current;
    if (!element) return;
    if (!element.matches(':popover-open')) element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(MARGIN, Math.min(at.x, window.innerWidth - width - MARGIN))}px`;
    element.style.top = `${Math.max(MARGIN, Math.min(at.y, window.innerHeight - height - MARGIN))}px`;
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [at]);
  useEffect(() => {
    const element = menu.current;
    const toggled = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    element?.addEventListener('toggle', toggled);
    return () => element?.removeEventListener('toggle', toggled);
  }, [onClose]);

  function choose(work: () => void) {
    menu.current?.hidePopover();
    work();
  }

  return (
    <div
      ref={menu}
      class="message-menu"
      popover="auto"
      role="menu"
      tabIndex={-1}
      aria-label={texts.messages.menu}
      onKeyDown={(event) => walk(event.currentTarget, event)}
    >
      {!props.rights.isGone && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a menu
        <div class="message-menu-reactions" role="group" aria-label={texts.messages.react}>
          {REACTIONS.map((reaction) => (
            <button
              key={reaction}
              type="button"
              role="menuitemradio"
              aria-checked={mine === reaction}
              aria-label={texts.messages.reactions[reaction]}
              onClick={() => choose(() => props.onReact(mine === reaction ? null : reaction))}
            >
              {REACTION_EMOJI[reaction]}
            </button>
          ))}
        </div>
      )}
      {choicesOf(message, props).map(([choice, icon]) => (
        <button
          key={choice}
          type="button"
          role="menuitem"
          class={choice === 'remove' ? 'message-menu-item is-danger' : 'message-menu-item'}
          onClick={() => choose(() => props.onChoose(choice))}
        >
          <Icon icon={icon} />
          {texts.messages[choice]}
        </button>
      ))}
    </div>
  );
}
