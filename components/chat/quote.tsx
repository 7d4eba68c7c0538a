import { personName } from '../../i18n/names.ts';
import { lineOf } from '../../i18n/previews.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message, MessageQuote } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { hueOf } from '../ui/avatar.tsx';

/** What a quote shows: as it was written down, but not what has been deleted since. */
export function quoteText(texts: Texts, quote: MessageQuote, original: Message | undefined): string {
  if (original?.deletedBy || original?.isHidden) return texts.messages.deleted;
  return quote.text.replaceAll('\n', ' ') || (original ? lineOf(texts, original) : texts.messages.attachment);
}

/** A quote above a reply; a press goes to what it quotes. */
export function Quote(props: {
  texts: Texts;
  quote: MessageQuote;
  original: Message | undefined;
  sender: Person | undefined;
  onJump: (ordinal: number) => void;
}) {
  const { texts, quote, sender } = props;
  const text = quoteText(texts, quote, props.original);
  const name = sender ? personName(sender) : '';
  return (
    <button
      type="button"
      class="quote"
      style={{ '--hue': hueOf(quote.senderId) }}
      onClick={() => props.onJump(quote.ordinal)}
    >
      <span class="visually-hidden">{texts.messages.toMessage}</span>
      <span class="quote-name">{name}</span>
      <span class="quote-text">{text}</span>
    </button>
  );
}
