import { SendHorizontal } from 'lucide';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import { Icon } from '../ui/icon.tsx';

/** Where the field stops growing and starts to scroll, px; as in the style sheet. */
const MAX_HEIGHT = 160;

/** The field for a new message: Enter sends, Shift+Enter breaks the line. The text stays until it is on the disk. */
export function Composer({ texts, onSend }: { texts: Texts; onSend: (text: string) => Promise<void> }) {
  const [text, setText] = useState('');
  const [error, setError] = useState<ClientErrorCode | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const over = text.trim().length - MAX_TEXT_LENGTH;
  const canSend = text.trim().length > 0 && over <= 0;

  // Where the style sheet's `field-sizing` does not make the height follow the text, this does.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT)}px`;
  }, [text]);

  async function send() {
    if (!canSend) return;
    const sending = text;
    setText('');
    setError(null);
    try {
      await onSend(sending);
    } catch (reason) {
      setText((typed) => (typed ? `${sending}\n${typed}` : sending));
      setError(reason instanceof ClientError ? reason.code : 'internal');
    }
    field.current?.focus();
  }

  function handleKey(event: KeyboardEvent) {
    // An input method may use Enter to accept a word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  }

  const problem = over > 0 ? texts.chat.tooLong(over) : error && errorText(texts, error);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {problem && (
        <p class="composer-problem error-line" role="alert">
          {problem}
        </p>
      )}
      <textarea
        ref={field}
        class="field composer-field"
        rows={1}
        value={text}
        placeholder={texts.chat.composer}
        aria-label={texts.chat.composer}
        aria-invalid={over > 0}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={handleKey}
      />
      <button type="submit" class="composer-send" aria-label={texts.chat.send} disabled={!canSend}>
        <Icon icon={SendHorizontal} />
      </button>
    </form>
  );
}
