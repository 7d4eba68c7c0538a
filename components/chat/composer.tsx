import { Check, SendHorizontal, Smile } from 'lucide';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OutgoingExtra } from '../../client/messages/outbox.ts';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import { EVERYONE_WORDS } from '../../i18n/service-lines.ts';
import type { NewDraft } from '../../protocol/drafts.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import type { Person } from '../../protocol/people.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { useComposerFiles } from './composer-files.tsx';
import { ComposerModeBar } from './composer-mode.tsx';
import type { ComposerMode } from './desk.ts';
import { type Mentionable, MentionList, mentionable, mentionedIn, mentionId, mentionQuery } from './mentions.tsx';
import { findEveryone, mentionText } from './text-tokens.ts';

const LaterDialog = lazy(async () => (await import('./later-dialog.tsx')).LaterDialog);
const EmojiPanel = lazy(async () => (await import('./emoji-panel.tsx')).EmojiPanel);

/** Where the field stops growing and starts to scroll, px; as in the style sheet. */
const MAX_HEIGHT = 160;

/** So long after a change of mine, ms, no draft of another device takes its place. */
const OWN_ECHO = 3000;

export interface ComposerProps {
  texts: Texts;
  mode: ComposerMode;
  /** What I had begun to write here, on this device or another. */
  draft: NewDraft | null;
  /** Who may be mentioned. */
  people: Person[];
  /** Whether I may address everybody at once. */
  canMentionAll: boolean;
  personOf: (id: string) => Person | undefined;
  onSend: (text: string, extra: OutgoingExtra) => Promise<void>;
  /** Puts it off until then, Unix ms. */
  onPutOff: (text: string, extra: OutgoingExtra, sendAt: number) => Promise<void>;
  now: number;
  onEdit: (text: string, mentions: string[]) => Promise<void>;
  onMode: (mode: ComposerMode) => void;
  onEditLast: () => void;
  onDraft: (draft: NewDraft | null) => void;
  onTyping: () => void;
  onJump: (ordinal: number) => void;
}

/** The text of the field: the draft, while a message is edited its text, and afterwards what was there before. */
function useText({ mode, draft, onDraft }: Pick<ComposerProps, 'mode' | 'draft' | 'onDraft'>) {
  const [text, setText] = useState(mode.kind === 'edit' ? mode.message.text : (draft?.text ?? ''));
  const edited = mode.kind === 'edit' ? mode.message : null;
  const replyTo = mode.kind === 'reply' ? mode.quote : null;
  const aside = useRef(draft?.text ?? '');
  const wasEditing = useRef(false);
  /** What was last written down from here or taken over from elsewhere, and when, Unix ms. */
  const known = useRef({ text: draft?.text ?? '', at: 0 });

  useLayoutEffect(() => {
    if (edited) {
      if (!wasEditing.current) aside.current = text;
      setText(edited.text);
    } else if (wasEditing.current) setText(aside.current);
    wasEditing.current = edited !== null;
    // Only when another message is edited, or none any more.
  }, [edited?.ordinal]);

  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current || edited || wasEditing.current) {
      isFirst.current = false;
      return;
    }
    known.current = { text, at: known.current.text === text ? known.current.at : Date.now() };
    onDraft({ text, ...(replyTo ? { replyTo } : {}) });
  }, [text, replyTo]);

  // Written on another device, while nothing else was written here.
  useEffect(() => {
    const theirs = draft?.text ?? '';
    // What comes while I write is what I wrote a moment ago.
    const isQuiet = Date.now() - known.current.at > OWN_ECHO;
    if (edited || !isQuiet || text !== known.current.text || theirs === text) return;
    known.current = { text: theirs, at: 0 };
    setText(theirs);
  }, [draft?.text]);

  return [text, setText] as const;
}

/** The field for a new message: Enter sends, Shift+Enter breaks the line. The text stays until it is on the disk. */
export function Composer(props: ComposerProps) {
  const { texts, mode, people } = props;
  const [text, setText] = useText(props);
  const [error, setError] = useState<ClientErrorCode | null>(null);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [isClosed, setClosed] = useState(false);
  const [hasEmoji, setEmoji] = useState(false);
  const [isLater, setLater] = useState(false);
  const chosen = useRef(new Set<string>());
  const field = useRef<HTMLTextAreaElement>(null);
  const over = text.trim().length - MAX_TEXT_LENGTH;
  const attached = useComposerFiles(texts);
  const isWritten = text.trim().length > 0;
  const canSend = (isWritten || (attached.isFilled && mode.kind !== 'edit')) && over <= 0;
  const mention = isClosed ? null : mentionQuery(text, caret);
  const everyone = props.canMentionAll ? texts.ownChats.everyone : null;
  const offered = mention ? mentionable(people, mention.query, everyone) : [];

  // Where the style sheet's `field-sizing` does not make the height follow the text, this does.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${Math.min(element.scrollHeight, MAX_HEIGHT)}px`;
  }, [text]);
  // Who answers or edits goes on in the field.
  useEffect(() => {
    if (mode.kind === 'new') return;
    field.current?.focus();
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [mode]);

  /** Sends what is written; with a time it goes out then, Unix ms. */
  async function send(sendAt?: number) {
    if (!canSend) return;
    const sending = text;
    const mentions = mentionedIn(text, people, chosen.current);
    setError(null);
    try {
      if (mode.kind === 'edit') {
        await props.onEdit(sending, mentions);
        props.onMode({ kind: 'new' });
      } else {
        setText('');
        props.onMode({ kind: 'new' });
        // At once, not after the next drawing: a page that goes now must not find the sent text in its field again.
        props.onDraft(null);
        const extra = {
          ...(mode.kind === 'reply' ? { replyTo: mode.quote } : {}),
          ...(mentions.length > 0 ? { mentions } : {}),
          ...(props.canMentionAll && EVERYONE_WORDS.some((word) => findEveryone(sending, word) >= 0)
            ? { mentionsAll: true as const }
            : {}),
          ...attached.extra,
        };
        await (sendAt === undefined ? props.onSend(sending, extra) : props.onPutOff(sending, extra, sendAt));
        chosen.current.clear();
      }
    } catch (reason) {
      if (mode.kind !== 'edit') {
        setText((typed) => (typed ? `${sending}\n${typed}` : sending));
        props.onMode(mode);
      }
      setError(reason instanceof ClientError ? reason.code : 'internal');
    }
    field.current?.focus();
  }

  /** Puts something into the text, in the place of what stands from `from` to the caret. */
  function insert(what: string, from: number, to: number) {
    setText(`${text.slice(0, from)}${what}${text.slice(to)}`);
    setCaret(from + what.length);
    requestAnimationFrame(() => field.current?.setSelectionRange(from + what.length, from + what.length));
  }

  function choose(who: Mentionable) {
    if (!mention) return;
    if (who !== 'everyone') chosen.current.add(who.id);
    insert(`${who === 'everyone' ? `@${everyone}` : mentionText(who)} `, mention.from, caret);
    field.current?.focus();
  }

  /** Keys while people are offered; true when it was for them. */
  function handleMentionKey(event: KeyboardEvent): boolean {
    const person = offered[active];
    if (!person) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive((active + step + offered.length) % offered.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(person);
    else if (event.key === 'Escape') setClosed(true);
    else return false;
    event.preventDefault();
    return true;
  }

  function handleKey(event: KeyboardEvent) {
    // An input method may use these keys to accept a word.
    if (event.isComposing || handleMentionKey(event)) return;
    if (event.key === 'Escape' && mode.kind !== 'new') {
      event.preventDefault();
      props.onMode({ kind: 'new' });
    }
    if (event.key === 'ArrowUp' && text === '' && mode.kind === 'new') {
      event.preventDefault();
      props.onEditLast();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void send();
  }

  const closeEmoji = useCallback(() => setEmoji(false), []);
  const problem = over > 0 ? texts.chat.tooLong(over) : error && errorText(texts, error);
  const isEdit = mode.kind === 'edit';
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {offered.length > 0 && <MentionList texts={texts} people={offered} active={active} onChoose={choose} />}
      <ComposerModeBar
        texts={texts}
        mode={mode}
        personOf={props.personOf}
        onJump={props.onJump}
        onCancel={() => {
          props.onMode({ kind: 'new' });
          field.current?.focus();
        }}
      />
      {problem && (
        <p class="composer-problem error-line" role="alert">
          {problem}
        </p>
      )}
      {attached.above}
      {attached.left(canSend && !isEdit ? () => setLater(true) : null)}
      <textarea
        ref={field}
        class="field composer-field"
        rows={1}
        value={text}
        placeholder={texts.chat.composer}
        aria-label={texts.chat.composer}
        aria-invalid={over > 0}
        aria-autocomplete="list"
        {...(offered.length > 0 ? { 'aria-controls': 'mention-list', 'aria-activedescendant': mentionId(active) } : {})}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setActive(0);
          setClosed(false);
          if (mode.kind !== 'edit') props.onTyping();
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={handleKey}
      />
      <button
        type="button"
        class="icon-button composer-emoji"
        aria-label={texts.messages.emoji}
        aria-haspopup="dialog"
        aria-expanded={hasEmoji}
        onClick={() => setEmoji(true)}
      >
        <Icon icon={Smile} />
      </button>
      {isWritten || canSend || isEdit || !attached.microphone ? (
        <button
          type="submit"
          class="composer-send"
          aria-label={isEdit ? texts.messages.save : texts.chat.send}
          disabled={!canSend}
          onContextMenu={(event) => {
            event.preventDefault();
            if (canSend && !isEdit) setLater(true);
          }}
        >
          <Icon icon={isEdit ? Check : SendHorizontal} />
        </button>
      ) : (
        attached.microphone
      )}
      {isLater && (
        <LaterDialog
          texts={texts}
          now={props.now}
          onChoose={(sendAt) => {
            setLater(false);
            void send(sendAt);
          }}
          onClose={() => setLater(false)}
        />
      )}
      {hasEmoji && <EmojiPanel texts={texts} onChoose={(emoji) => insert(emoji, caret, caret)} onClose={closeEmoji} />}
    </form>
  );
}
