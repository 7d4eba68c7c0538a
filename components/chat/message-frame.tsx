import { Ellipsis, Forward, Star } from 'lucide';
import type { TargetedPointerEvent } from 'preact';
import { clockTime } from '../../i18n/dates.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { afterRelease } from '../ui/after-release.ts';
import { Icon } from '../ui/icon.tsx';
import type { Desk } from './desk.ts';

/** How long a finger rests on a message before its menu opens, ms. */
const LONG_PRESS = 500;

/** The handlers by which a message opens its menu: right button, menu key, long press. Links keep the browser's. */
export function menuHandlers(desk: Desk, message: Message) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    onContextMenu(event: MouseEvent & { currentTarget: HTMLElement }) {
      if (event.target instanceof Element && event.target.closest('a')) return;
      event.preventDefault();
      stop();
      const { left, bottom } = event.currentTarget.getBoundingClientRect();
      // By the keyboard's menu key there is no pointer: below the message then.
      const isPointer = event.clientX !== 0 || event.clientY !== 0;
      const at = isPointer ? { x: event.clientX, y: event.clientY } : { x: left, y: bottom };
      afterRelease(event, () => desk.openMenu(message, at));
    },
    onPointerDown(event: TargetedPointerEvent<HTMLElement>) {
      if (event.pointerType !== 'touch') return;
      const at = { x: event.clientX, y: event.clientY };
      stop();
      timer = setTimeout(() => desk.openMenu(message, at), LONG_PRESS);
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerMove(event: TargetedPointerEvent<HTMLElement>) {
      if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) stop();
    },
  };
}

/** Goes to the button of the message above or below. */
function walk(button: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
  if (step === undefined) return;
  const all = [...document.querySelectorAll<HTMLElement>('.message-more')];
  const next = all[all.indexOf(button) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** «…» beside a message, seen while one points at it or has reached it by the keyboard. */
export function MoreButton(props: {
  texts: Texts;
  desk: Desk;
  message: Message;
  sender: Person | undefined;
  isNewest: boolean;
}) {
  const { texts, message, sender } = props;
  return (
    <button
      type="button"
      class="message-more"
      aria-haspopup="menu"
      aria-label={texts.messages.more(sender ? personName(sender) : '', clockTime(message.sentAt))}
      // One stop for the tab key: the newest message's; the arrow keys go on from there.
      tabIndex={props.isNewest ? 0 : -1}
      onKeyDown={(event) => walk(event.currentTarget, event)}
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        props.desk.openMenu(message, { x: left, y: bottom });
      }}
    >
      <Icon icon={Ellipsis} />
    </button>
  );
}

/** While messages are being chosen: a box over the whole message, so a press anywhere on it chooses. */
export function SelectBox(props: { texts: Texts; desk: Desk; message: Message; sender: Person | undefined }) {
  const { texts, desk, message, sender } = props;
  return (
    <label class="message-select">
      <input
        type="checkbox"
        checked={desk.selected?.has(message.ordinal) === true}
        aria-label={texts.selection.choose(sender ? personName(sender) : '', clockTime(message.sentAt))}
        onChange={() => desk.toggle(message.ordinal)}
      />
    </label>
  );
}

/** Above what was passed on: who wrote it first. */
export function ForwardedFrom({ texts, message }: { texts: Texts; message: Pick<Message, 'forwardedFrom'> }) {
  if (!message.forwardedFrom) return null;
  return (
    <p class="bubble-forwarded">
      <Icon icon={Forward} />
      {texts.messages.forwardedFrom(message.forwardedFrom.senderName)}
    </p>
  );
}

/** Before the time: the star of what I marked, and that the text was changed. */
export function MessageSigns({ texts, message, desk }: { texts: Texts; message: Message; desk: Desk }) {
  return (
    <>
      {desk.important.has(message.ordinal) && (
        <span class="bubble-star">
          <Icon icon={Star} />
          <span class="visually-hidden">{texts.messages.isImportant}</span>
        </span>
      )}
      {message.editedAt && <span>{texts.messages.edited}</span>}
    </>
  );
}
