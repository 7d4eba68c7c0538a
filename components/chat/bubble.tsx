import { Check, CheckCheck, CircleAlert, Clock } from 'lucide';
import type { Outgoing } from '../../client/messages/outbox.ts';
import { clockTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { hueOf, PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';

interface BubbleProps {
  texts: Texts;
  message: Message;
  sender: Person | undefined;
  isOwn: boolean;
  isRead: boolean;
  isFirst: boolean;
  isLast: boolean;
}

function State({ texts, isRead }: { texts: Texts; isRead: boolean }) {
  return (
    <span class={isRead ? 'bubble-state is-read' : 'bubble-state'}>
      <Icon icon={isRead ? CheckCheck : Check} />
      <span class="visually-hidden">{isRead ? texts.chat.read : texts.chat.sent}</span>
    </span>
  );
}

/** A message in the history; the first of a group has the name, the last one the avatar's place. */
export function Bubble(props: BubbleProps) {
  const { texts, message, sender, isOwn } = props;
  const time = clockTime(message.sentAt);
  return (
    <li class={isOwn ? 'message is-own' : 'message'} data-first={props.isFirst} data-ordinal={message.ordinal}>
      {!isOwn && (
        <span class="message-avatar">{props.isFirst && sender && <PersonAvatar person={sender} size={32} />}</span>
      )}
      <div class="bubble">
        {!isOwn && props.isFirst && sender && (
          <p class="bubble-sender">
            <span class="bubble-name" style={{ '--hue': hueOf(sender.id) }}>
              {personName(sender)}
            </span>
            <RoleBadge texts={texts} person={sender} />
          </p>
        )}
        <p class="bubble-text">
          {message.text}
          <span class="bubble-space" aria-hidden="true">
            {time}
          </span>
        </p>
        <span class="bubble-meta">
          <time dateTime={new Date(message.sentAt).toISOString()}>{time}</time>
          {isOwn && <State texts={texts} isRead={props.isRead} />}
        </span>
      </div>
    </li>
  );
}

interface OutgoingBubbleProps {
  texts: Texts;
  outgoing: Outgoing;
  onRetry: (clientId: string) => void;
  onDelete: (clientId: string) => void;
}

/** My message before the server has confirmed it: on its way, or refused, with the reason and what to do. */
export function OutgoingBubble({ texts, outgoing, onRetry, onDelete }: OutgoingBubbleProps) {
  const { failed, clientId } = outgoing;
  return (
    <li class="message is-own">
      <div class="bubble">
        <p class="bubble-text">
          {outgoing.text}
          <span class="bubble-space" aria-hidden="true" />
        </p>
        <span class="bubble-meta">
          <span class="bubble-state">
            <Icon icon={failed ? CircleAlert : Clock} />
            <span class="visually-hidden">{failed ? texts.chat.failed : texts.chat.pending}</span>
          </span>
        </span>
      </div>
      {failed && (
        <p class="message-failed" role="alert">
          <span class="message-failed-text">
            <Icon icon={CircleAlert} />
            {errorText(texts, failed)}
          </span>
          <button type="button" class="link-button" onClick={() => onRetry(clientId)}>
            {texts.common.retry}
          </button>
          <button type="button" class="link-button" onClick={() => onDelete(clientId)}>
            {texts.common.delete}
          </button>
        </p>
      )}
    </li>
  );
}
