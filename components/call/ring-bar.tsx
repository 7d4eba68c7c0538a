import './ring.css';
import { Phone, PhoneOff } from 'lucide';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Chat } from '../../protocol/chats.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';

/** Somebody calls: who, and the two answers, over whatever the page shows. */
export function RingBar(props: {
  texts: CallTexts;
  chat: Chat;
  /** The chat's title: the name of who calls. */
  title: string;
  onAccept: () => void;
  onDecline: () => void;
}) {
  const { texts, chat, title } = props;
  const { ring } = texts.call;
  return (
    <section class="ring-bar" aria-label={ring.title}>
      <ChatAvatar chat={chat} title={title} size={40} />
      <p role="alert">
        <small>{ring.title}</small>
        <b>{title}</b>
      </p>
      <button
        type="button"
        class="ring-answer is-decline"
        aria-label={ring.decline}
        title={ring.decline}
        onClick={props.onDecline}
      >
        <Icon icon={PhoneOff} />
      </button>
      <button
        type="button"
        class="ring-answer is-accept"
        aria-label={ring.accept}
        title={ring.accept}
        onClick={props.onAccept}
      >
        <Icon icon={Phone} />
      </button>
    </section>
  );
}
