import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type OpenChatState, senderOf } from '../../client/messages/state.ts';
import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { NewDraft } from '../../protocol/drafts.ts';
import { EDIT_WINDOW } from '../../protocol/limits.ts';
import { type Message, previewParts, type Reaction } from '../../protocol/messages.ts';
import type { ComposerMode, Desk, MessageVerbs } from './desk.ts';
import type { MenuChoice } from './message-menu.tsx';
import { toggled } from './selection.ts';

/** How long a message that was looked for is lit up, and a line of news stands, ms. */
const FOUND_FOR = 1600;
const NEWS_FOR = 4000;

type Opened =
  | { kind: 'menu'; ordinal: number; at: { x: number; y: number } }
  | { kind: 'remove' | 'forward' | 'readers' | 'whoReacted'; ordinal: number }
  | null;

/** What is open on a chat's screen, what the composer is for, and what happened: the state of its desk. */
export function useDesk(props: {
  texts: Texts;
  state: OpenChatState;
  myId: string;
  verbs: MessageVerbs;
  draft: NewDraft | null;
}) {
  const { texts, state, myId, verbs } = props;
  const [opened, setOpened] = useState<Opened>(null);
  const [mode, setMode] = useState<ComposerMode>(() =>
    props.draft?.replyTo ? { kind: 'reply', quote: props.draft.replyTo } : { kind: 'new' },
  );
  const [selected, setSelected] = useState<ReadonlySet<number> | null>(null);
  const [found, setFound] = useState<number | null>(null);
  const [news, setNews] = useState<string | null>(null);
  const invoker = useRef<Element | null>(null);

  useEffect(() => {
    if (found === null) return;
    const timer = setTimeout(setFound, FOUND_FOR, null);
    return () => clearTimeout(timer);
  }, [found]);
  useEffect(() => {
    if (news === null) return;
    const timer = setTimeout(setNews, NEWS_FOR, null);
    return () => clearTimeout(timer);
  }, [news]);

  /** Does something; what went wrong is said in a line above the composer. */
  const attempt = useCallback(
    (work: Promise<unknown>, done?: string) => {
      work.then(
        () => done && setNews(done),
        (reason) => setNews(errorText(texts, reason instanceof ClientError ? reason.code : 'internal')),
      );
    },
    [texts],
  );

  const jump = useCallback(
    (ordinal: number) => {
      void verbs.reach(ordinal).then((isThere) => {
        if (isThere) setFound(ordinal);
        else setNews(texts.messages.notFound);
      });
    },
    [verbs, texts],
  );

  const close = useCallback(() => setOpened(null), []);
  /** The menu gives the focus back to where it was opened, unless a choice took it elsewhere. */
  const closeMenu = useCallback(() => {
    setOpened((before) => (before?.kind === 'menu' ? null : before));
    if (document.activeElement === document.body && invoker.current instanceof HTMLElement) invoker.current.focus();
  }, []);

  const reply = (message: Message) => {
    const { ordinal, senderId } = message;
    setMode({ kind: 'reply', quote: { ordinal, senderId, text: previewParts(message).text } });
  };
  const desk: Desk = {
    myId,
    pinned: state.pinned?.ordinal ?? null,
    important: new Set(state.important),
    found,
    selected,
    toggle: (ordinal) => setSelected((before) => toggled(before, ordinal)),
    openMenu(message, at) {
      invoker.current = document.activeElement;
      setOpened({ kind: 'menu', ordinal: message.ordinal, at });
    },
    jump,
    react: (message: Message, reaction: Reaction | null) => attempt(verbs.react(message, reaction)),
  };

  function choose(message: Message, choice: MenuChoice) {
    switch (choice) {
      case 'reply':
        return reply(message);
      case 'edit':
        return setMode({ kind: 'edit', message });
      case 'select':
        return setSelected(new Set([message.ordinal]));
      case 'copy':
        return attempt(navigator.clipboard.writeText(message.text), texts.messages.copied);
      case 'pin':
        return attempt(verbs.pin(message.ordinal));
      case 'unpin':
        return attempt(verbs.pin(null));
      case 'mark':
      case 'unmark':
        return attempt(verbs.mark(message, choice === 'mark'));
      case 'forward':
      case 'readers':
      case 'whoReacted':
      case 'remove':
        return setOpened({ kind: choice, ordinal: message.ordinal });
    }
  }

  /** Begins to edit my last message, where it can be. */
  function editLast() {
    const last = state.messages.findLast(
      (one) => one.senderId === myId && !one.deletedBy && !one.isHidden && !one.service,
    );
    if (!last || last.forwardedFrom || last.poll || Date.now() - last.sentAt > EDIT_WINDOW) return;
    setMode({ kind: 'edit', message: last });
  }

  const target = opened && state.messages.find((one) => one.ordinal === opened.ordinal);
  return {
    desk,
    opened: target && opened ? { ...opened, message: target } : null,
    mode,
    setMode,
    news,
    attempt,
    setNews,
    choose,
    close,
    closeMenu,
    selected: selected && state.messages.filter((one) => selected.has(one.ordinal) && !one.isHidden),
    endSelecting: useCallback(() => setSelected(null), []),
    editLast,
    personOf: (id: string) => senderOf(state, id),
  };
}
