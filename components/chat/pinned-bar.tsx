import { Pin, X } from 'lucide';
import { lineOf } from '../../i18n/previews.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message } from '../../protocol/messages.ts';
import { Icon } from '../ui/icon.tsx';

/** The chat's pinned message, on top of its history: a press goes to it; who may unpins it, others put it away. */
export function PinnedBar(props: {
  texts: Texts;
  message: Message;
  canPin: boolean;
  onJump: () => void;
  onUnpin: () => void;
  onHide: () => void;
}) {
  const { texts, message, canPin } = props;
  const text = lineOf(texts, message);
  return (
    <div class="pinned-bar">
      <button type="button" class="pinned-bar-text" onClick={props.onJump}>
        <span class="visually-hidden">{texts.messages.toMessage}</span>
        <Icon icon={Pin} />
        <b>{texts.messages.pinned}</b>
        <span>{text}</span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={canPin ? texts.messages.unpin : texts.messages.hidePinned}
        title={canPin ? texts.messages.unpin : texts.messages.hidePinned}
        onClick={canPin ? props.onUnpin : props.onHide}
      >
        <Icon icon={X} />
      </button>
    </div>
  );
}
