import { EllipsisVertical } from 'lucide';
import { useId, useRef, useState } from 'preact/hooks';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { AskDialog } from './ask-dialog.tsx';
import { type HandScope, useHandScope } from './hand-context.tsx';
import './hand-later.css';

type Act = { name: string; isDanger?: boolean; act: () => void };

function actsFor(texts: CallTexts, { hand }: HandScope, one: CallParticipant, askRemove: () => void): Act[] {
  const words = texts.call.hand;
  const { id: personId } = one.person;
  const hasFloor = hand.room.value?.floor.includes(personId) ?? false;
  const isUp = hand.room.value?.hands.includes(personId) ?? false;
  const give = (isGiven: boolean) => void hand.act('call:give-floor', { personId, isGiven });
  return [
    ...(one.hasMicrophone ? [{ name: words.muteOne, act: () => void hand.act('call:mute', { personId }) }] : []),
    hasFloor ? { name: words.takeBack, act: () => give(false) } : { name: words.give, act: () => give(true) },
    ...(isUp ? [{ name: words.lowerHis, act: () => void hand.act('call:lower-hand', { personId }) }] : []),
    { name: words.remove, isDanger: true, act: askRemove },
  ];
}

/** Moves the focus among the items by the arrow keys. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.code];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}

/** What who leads does with one participant; nothing for others, for teachers and for oneself. */
export function HandMenu({ texts, participant }: { texts: CallTexts; participant: CallParticipant }) {
  const scope = useHandScope();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);
  const id = useId();
  const { person, isMe } = participant;
  if (!scope?.hand.canLead.value || isMe || person.role === 'teacher') return null;
  const words = texts.call.hand;
  const name = personName(person);

  function place(): void {
    const at = button.current?.getBoundingClientRect();
    if (!at || !menu.current) return;
    const { width, height } = menu.current.getBoundingClientRect();
    menu.current.style.left = `${Math.max(8, at.right - width)}px`;
    menu.current.style.top = `${Math.min(at.bottom, window.innerHeight - height - 8)}px`;
    menu.current.querySelector('button')?.focus();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={words.menu(name)}
        aria-haspopup="menu"
        popovertarget={id}
      >
        <Icon icon={EllipsisVertical} />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={words.menu(name)}
        class="hand-menu"
        onKeyDown={walk}
        onToggle={(event) => (event as unknown as ToggleEvent).newState === 'open' && place()}
      >
        {actsFor(texts, scope, participant, () => setAsking(true)).map((one) => (
          <button
            key={one.name}
            type="button"
            role="menuitem"
            class={one.isDanger ? 'is-danger' : ''}
            onClick={() => {
              menu.current?.hidePopover();
              one.act();
            }}
          >
            {one.name}
          </button>
        ))}
      </div>
      {isAsking && (
        <AskDialog
          texts={texts}
          title={words.removeQuestion(name)}
          text={words.removeText}
          onClose={() => setAsking(false)}
        >
          <button
            type="button"
            class="button call-end"
            onClick={() => {
              setAsking(false);
              void scope.hand.act('call:remove', { personId: person.id });
            }}
          >
            {words.remove}
          </button>
        </AskDialog>
      )}
    </>
  );
}
