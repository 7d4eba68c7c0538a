import { Copy, Forward, Trash2, X } from 'lucide';
import { useLayoutEffect, useState } from 'preact/hooks';
import { mayForward } from '../../client/messages/actions.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Message } from '../../protocol/messages.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import type { MessageVerbs } from './desk.ts';
import { copiedText } from './selection.ts';
import type { useDesk } from './use-desk.ts';

const ForwardDialog = lazy(async () => (await import('./message-dialogs.tsx')).ForwardDialog);
const HideDialog = lazy(async () => (await import('./message-dialogs.tsx')).HideDialog);

/** In the place of the field while messages are being chosen: how many, and what to do with them; Escape ends it. */
export function SelectionBar(props: {
  texts: Texts;
  messages: Message[];
  chats: Chat[];
  verbs: MessageVerbs;
  use: ReturnType<typeof useDesk>;
}) {
  const { texts, messages, verbs, use } = props;
  const words = texts.selection;
  const [dialog, setDialog] = useState<'forward' | 'hide' | null>(null);
  const close = () => setDialog(null);
  const { endSelecting } = use;
  // Before the first paint: a key that is pressed at once is not lost.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code === 'Escape' && !document.querySelector('dialog[open], :popover-open')) endSelecting();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [endSelecting]);

  function act(work: Promise<unknown>, done?: string) {
    close();
    endSelecting();
    use.attempt(work, done);
  }
  const nameOf = ({ senderId }: Message) => {
    const sender = use.personOf(senderId);
    return sender ? personName(sender) : texts.chats.unknownPerson;
  };
  const text = copiedText(messages, nameOf);
  const passedOn = messages.filter(mayForward);
  return (
    <section class="selection-bar" aria-label={words.bar}>
      <button type="button" class="icon-button" aria-label={words.cancel} title={words.cancel} onClick={endSelecting}>
        <Icon icon={X} />
      </button>
      <p role="status">{words.count(messages.length)}</p>
      <button
        type="button"
        class="icon-button"
        aria-label={words.copy}
        title={words.copy}
        disabled={text === ''}
        onClick={() => act(navigator.clipboard.writeText(text), texts.messages.copied)}
      >
        <Icon icon={Copy} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={words.forward}
        title={words.forward}
        disabled={passedOn.length < messages.length}
        onClick={() => setDialog('forward')}
      >
        <Icon icon={Forward} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={words.hide}
        title={words.hide}
        onClick={() => setDialog('hide')}
      >
        <Icon icon={Trash2} />
      </button>
      {dialog === 'forward' && (
        <ForwardDialog
          texts={texts}
          chats={props.chats}
          onForward={(chatIds) => act(verbs.forward(passedOn, chatIds), texts.messages.forwarded(chatIds.length))}
          onClose={close}
        />
      )}
      {dialog === 'hide' && (
        <HideDialog texts={texts} count={messages.length} onHide={() => act(verbs.hide(messages))} onClose={close} />
      )}
    </section>
  );
}
