import { Pencil, Reply, X } from 'lucide';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Person } from '../../protocol/people.ts';
import { Icon } from '../ui/icon.tsx';
import type { ComposerMode } from './desk.ts';

/** Above the field: what is being answered or changed, and the way out. */
export function ComposerModeBar(props: {
  texts: Texts;
  mode: ComposerMode;
  personOf: (id: string) => Person | undefined;
  onJump: (ordinal: number) => void;
  onCancel: () => void;
}) {
  const { texts, mode } = props;
  if (mode.kind === 'new') return null;
  const isEdit = mode.kind === 'edit';
  const { ordinal, text, senderId } = isEdit ? mode.message : mode.quote;
  const sender = props.personOf(senderId);
  const title = isEdit ? texts.messages.editing : texts.messages.replyTo(sender ? personName(sender) : '');
  return (
    <div class="composer-mode">
      <Icon icon={isEdit ? Pencil : Reply} />
      <button type="button" class="composer-mode-text" onClick={() => props.onJump(ordinal)}>
        <b>{title}</b>
        <span>{text.replaceAll('\n', ' ') || texts.messages.attachment}</span>
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={isEdit ? texts.messages.cancelEdit : texts.messages.cancelReply}
        onClick={props.onCancel}
      >
        <Icon icon={X} />
      </button>
    </div>
  );
}
