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
import { Attachments, OutgoingAttachments } from './attachments.tsx';
import type { Desk } from './desk.ts';
import { ForwardedFrom, MessageSigns, MoreButton, menuHandlers, SelectBox } from './message-frame.tsx';
import { MessageText } from './message-text.tsx';
import { PollCard } from './poll-card.tsx';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';

interface BubbleProps {
  texts: Texts;
  message: Message;
  sender: Person | undefined;
  isOwn: boolean;
  isRead: boolean;
  isFirst: boolean;
  isLast: boolean;
  isNewest: boolean;
  desk: Desk;
  /** What the message answers, as it is now, where it is loaded. */
  original: Message | undefined;
  personOf: (id: string) => Person | undefined;
}

function State({ texts, isRead }: { texts: Texts; isRead: boolean }) {
  return (
    <span class={isRead ? 'bubble-state is-read' : 'bubble-state'}>
      <Icon icon={isRead ? CheckCheck : Check} />
      <span class="visually-hidden">{isRead ? texts.chat.read : texts.chat.sent}</span>
    </span>
  );
}

/** What a message says: the quote, the text, or that it was deleted. */
function Content(props: BubbleProps) {
  const { texts, message, desk, personOf } = props;
  const mentioned = (message.mentions ?? []).flatMap((id) => personOf(id) ?? []);
  return (
    <>
      <ForwardedFrom texts={texts} message={message} />
      {message.replyTo && (
        <Quote
          texts={texts}
          quote={message.replyTo}
          original={props.original}
          sender={personOf(message.replyTo.senderId)}
          onJump={desk.jump}
        />
      )}
      {message.poll && (
        <PollCard texts={texts} message={message} poll={message.poll} myId={desk.myId} personOf={personOf} />
      )}
      {message.attachments && <Attachments texts={texts} attachments={message.attachments} />}
      <p class={message.deletedBy ? 'bubble-text is-deleted' : 'bubble-text'}>
        {message.deletedBy ? (
          texts.messages.deleted
        ) : (
          <MessageText
            text={message.text}
            mentioned={mentioned}
            mentionsAll={message.mentionsAll === true}
            myId={desk.myId}
          />
        )}
        <span class="bubble-space" aria-hidden="true">
          {desk.important.has(message.ordinal) && '\u2605 '}
          {message.editedAt && `${texts.messages.edited} `}
          {clockTime(message.sentAt)}
        </span>
      </p>
    </>
  );
}

/** A message in the history; the first of a group has the name, the last one the avatar's place. */
export function Bubble(props: BubbleProps) {
  const { texts, message, sender, isOwn, desk } = props;
  const time = clockTime(message.sentAt);
  return (
    <li
      class={isOwn ? 'message is-own' : 'message'}
      data-first={props.isFirst}
      data-ordinal={message.ordinal}
      data-found={desk.found === message.ordinal}
      {...(desk.selected ? { 'data-selected': desk.selected.has(message.ordinal) } : menuHandlers(desk, message))}
    >
      {desk.selected && <SelectBox texts={texts} desk={desk} message={message} sender={sender} />}
      {!isOwn && (
        <span class="message-avatar">{props.isFirst && sender && <PersonAvatar person={sender} size={32} />}</span>
      )}
      <div class="bubble">
        {(isOwn || !props.isFirst) && (
          <span class="visually-hidden">{`${isOwn ? texts.people.you : sender && personName(sender)}: `}</span>
        )}
        {!isOwn && props.isFirst && sender && (
          <p class="bubble-sender">
            <span class="bubble-name" style={{ '--hue': hueOf(sender.id) }}>
              {personName(sender)}
            </span>
            <RoleBadge texts={texts} person={sender} />
          </p>
        )}
        <Content {...props} />
        <span class="bubble-foot">
          <Reactions
            texts={texts}
            message={message}
            myId={desk.myId}
            personOf={props.personOf}
            onReact={(reaction) => desk.react(message, reaction)}
          />
          <span class="bubble-meta">
            <MessageSigns texts={texts} message={message} desk={desk} />
            <time dateTime={new Date(message.sentAt).toISOString()}>{time}</time>
            {isOwn && !message.deletedBy && <State texts={texts} isRead={props.isRead} />}
          </span>
        </span>
      </div>
      <MoreButton texts={texts} desk={desk} message={message} sender={sender} isNewest={props.isNewest} />
    </li>
  );
}

interface OutgoingBubbleProps {
  texts: Texts;
  outgoing: Outgoing;
  personOf: (id: string) => Person | undefined;
  onRetry: (clientId: string) => void;
  onDelete: (clientId: string) => void;
}

/** My message before the server has confirmed it: on its way, or refused, with the reason and what to do. */
export function OutgoingBubble({ texts, outgoing, personOf, onRetry, onDelete }: OutgoingBubbleProps) {
  const { failed, clientId } = outgoing;
  return (
    <li class="message is-own">
      <div class="bubble">
        <ForwardedFrom texts={texts} message={outgoing.forward ? { forwardedFrom: outgoing.forward } : {}} />
        {outgoing.replyTo && (
          <Quote
            texts={texts}
            quote={outgoing.replyTo}
            original={undefined}
            sender={personOf(outgoing.replyTo.senderId)}
            onJump={() => {}}
          />
        )}
        <OutgoingAttachments texts={texts} outgoing={outgoing} />
        {outgoing.poll && <p class="poll-pending">{outgoing.poll.question}</p>}
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
