import { ArrowDown } from 'lucide';
import type { VNode } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Outgoing } from '../../client/messages/outbox.ts';
import { isRead, type OpenChatState, senderOf } from '../../client/messages/state.ts';
import { dayLabel } from '../../i18n/dates.ts';
import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { serviceText } from '../../i18n/service-lines.ts';
import type { Message, Reaction } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';
import { Icon } from '../ui/icon.tsx';
import { Bubble, OutgoingBubble } from './bubble.tsx';
import { CallLineButton, type CallLineVerbs } from './call-line.tsx';
import type { Desk } from './desk.ts';
import { guessHeight } from './guess-height.ts';
import { buildTimeline, type TimelineItem } from './timeline.ts';
import { useWindow } from './use-window.ts';

export interface HistoryProps {
  texts: Texts;
  state: OpenChatState;
  outgoing: Outgoing[];
  myId: string;
  /** The ordinal above which «Новые сообщения» stands, as of opening the chat. */
  firstUnread: number | null;
  isLoadingEarlier: boolean;
  now: number;
  desk: Desk;
  calls: CallLineVerbs;
  onEarlier: () => void;
  onRead: (ordinal: number) => void;
  onRetry: (clientId: string) => void;
  onDelete: (clientId: string) => void;
  /** The message that was looked for: the history opens at it and marks it. */
  focusOrdinal: number | null;
  /** Whether there are messages behind the last one here. */
  hasLater: boolean;
  onLater: () => void;
  onNewest: () => void;
}

/** This near to the top, px, the page before is fetched. */
const NEAR_TOP = 600;
/** Where the unread line stands when the history opens at it, as a part of the height. */
const UNREAD_AT = 0.25;

/** A message by its ordinal: they stand without a gap. */
function byOrdinal(messages: Message[], ordinal: number | undefined): Message | undefined {
  return ordinal === undefined ? undefined : messages[ordinal - (messages[0]?.ordinal ?? 0)];
}

/** The newest message that is shown: the one that the tab key reaches. */
const newestOf = (state: OpenChatState) => state.messages.findLast((one) => !one.isHidden);

function Item({
  item,
  props,
  personOf,
}: {
  item: TimelineItem;
  props: HistoryProps;
  personOf: (id: string) => Person | undefined;
}) {
  const { texts, state, myId } = props;
  switch (item.kind) {
    case 'day':
      return <li class="history-day">{dayLabel(texts, item.time, props.now)}</li>;
    case 'unread':
      return <li class="history-unread">{texts.chat.newMessages}</li>;
    case 'service': {
      const sender = senderOf(state, item.message.senderId);
      return (
        <li class="history-service" data-ordinal={item.message.ordinal}>
          {serviceText(
            texts,
            item.service,
            sender ? personName(sender) : texts.chats.unknownPerson,
            item.message.senderId === myId,
          )}
          <CallLineButton texts={texts} service={item.service} starterId={item.message.senderId} verbs={props.calls} />
        </li>
      );
    }
    case 'message':
      return (
        <Bubble
          texts={texts}
          message={item.message}
          sender={senderOf(state, item.message.senderId)}
          isOwn={item.message.senderId === myId}
          isRead={isRead(state, item.message)}
          isFirst={item.isFirst}
          isLast={item.isLast}
          isNewest={item.message === newestOf(state)}
          desk={props.desk}
          original={byOrdinal(state.messages, item.message.replyTo?.ordinal)}
          personOf={personOf}
        />
      );
    case 'outgoing':
      return (
        <OutgoingBubble
          texts={texts}
          outgoing={item.outgoing}
          personOf={personOf}
          onRetry={props.onRetry}
          onDelete={props.onDelete}
        />
      );
  }
}

/** The ordinal of the last message whose end is on the screen; those behind it that I deleted for me are seen too. */
function lastSeen(scroller: HTMLElement, messages: Message[]): number {
  const bottom = scroller.getBoundingClientRect().bottom + 4;
  const elements = [...scroller.querySelectorAll<HTMLElement>('[data-ordinal]')].reverse();
  const seen = elements.find((element) => element.getBoundingClientRect().bottom <= bottom);
  let ordinal = Number(seen?.dataset.ordinal ?? 0);
  while (byOrdinal(messages, ordinal + 1)?.isHidden) ordinal++;
  return ordinal;
}

/** Draws items, and draws one again only when something of it has changed: scrolling must not cost what it shows. */
function useItems(props: HistoryProps) {
  const latest = useRef(props);
  latest.current = props;
  const verbs = useMemo(
    () => ({
      openMenu: (message: Message, at: { x: number; y: number }) => latest.current.desk.openMenu(message, at),
      jump: (ordinal: number) => latest.current.desk.jump(ordinal),
      toggle: (ordinal: number) => latest.current.desk.toggle(ordinal),
      react: (message: Message, reaction: Reaction | null) => latest.current.desk.react(message, reaction),
    }),
    [],
  );
  const personOf = useCallback((id: string) => senderOf(latest.current.state, id), []);
  const drawn = useRef(new Map<string, { of: unknown[]; view: VNode }>());
  const shared = { ...props, desk: { ...props.desk, ...verbs } };

  return (items: TimelineItem[]) => {
    const next: typeof drawn.current = new Map();
    const views = items.map((item) => {
      const of = partsOf(item, props);
      const before = drawn.current.get(item.key);
      const isSame = of !== null && before?.of.length === of.length && of.every((part, at) => part === before.of[at]);
      const view = isSame ? before.view : <Item key={item.key} item={item} props={shared} personOf={personOf} />;
      if (of) next.set(item.key, { of, view });
      return view;
    });
    drawn.current = next;
    return views;
  };
}

/** Everything that a message's look depends on; null for what is drawn every time. */
function partsOf(item: TimelineItem, props: HistoryProps): unknown[] | null {
  if (item.kind !== 'message') return null;
  const { state, desk, texts } = props;
  const { message, isFirst, isLast } = item;
  const { ordinal } = message;
  // Only these name others than the sender.
  const namesPeople = message.mentions || message.replyTo || message.reactions || message.poll;
  return [
    texts,
    message,
    isFirst,
    isLast,
    senderOf(state, message.senderId),
    isRead(state, message),
    message === newestOf(state),
    desk.found === ordinal,
    desk.important.has(ordinal),
    desk.selected !== null,
    desk.selected?.has(ordinal),
    byOrdinal(state.messages, message.replyTo?.ordinal),
    ...(namesPeople ? [state.members, state.people] : []),
  ];
}

/** How many messages of others came below what was seen. */
function countBelow(messages: Message[], seen: number, myId: string): number {
  let count = 0;
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (!message || message.ordinal <= seen) break;
    if (message.senderId !== myId && !message.isHidden && !message.service) count++;
  }
  return count;
}

/** Where the history opens: at the message that was looked for, at the unread line, or at its end. */
function startOf(items: TimelineItem[], props: HistoryProps) {
  const { focusOrdinal } = props;
  const item = items.find((one) =>
    focusOrdinal === null ? one.kind === 'unread' : 'message' in one && one.message.ordinal === focusOrdinal,
  );
  return item ? { key: item.key, at: focusOrdinal === null ? UNREAD_AT : 0.5 } : null;
}

/**
 * The messages of a chat. Opens at the unread line or at the end, sticks to the end while one is there, and keeps
 * its place whatever comes in above or changes its height. Only what is near the screen is drawn.
 */
export function History(props: HistoryProps) {
  const { texts, state, firstUnread, myId, outgoing, desk, focusOrdinal } = props;
  const items = useMemo(
    () => buildTimeline(state.messages, outgoing, { firstUnread, myId }),
    [state.messages, ...outgoing, firstUnread, myId],
  );
  const keys = useMemo(() => items.map((item) => item.key), [items]);
  const [start] = useState(() => startOf(items, props));
  const [jump, setJump] = useState({ isShown: false, count: 0 });
  const seen = useRef(0);
  const viewed = useWindow({
    keys,
    guess: (index) => guessHeight(items[index]),
    start,
    isWhole: !props.hasLater,
    onMove: look,
  });
  const draw = useItems(props);

  function look() {
    const element = viewed.scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    const isAtEnd = viewed.isAtEnd();
    // What comes and goes while one scrolls is no news for a screen reader.
    element.ariaLive = isAtEnd ? 'polite' : 'off';
    if (props.hasLater && below < NEAR_TOP) props.onLater();
    if (state.hasEarlier && element.scrollTop < NEAR_TOP) props.onEarlier();
    const last = lastSeen(element, state.messages);
    seen.current = Math.max(seen.current, isAtEnd ? (state.messages.at(-1)?.ordinal ?? 0) : last);
    const isShown = props.hasLater || below > element.clientHeight;
    const count = isShown && !props.hasLater ? countBelow(state.messages, seen.current, myId) : 0;
    setJump((before) => (before.isShown === isShown && before.count === count ? before : { isShown, count }));
    if (document.visibilityState === 'visible') props.onRead(last);
  }
  const looking = useRef(look);
  looking.current = look;

  useEffect(() => {
    const again = () => looking.current();
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, []);

  // What is stored of a chat may end before the line: then it comes with the server's answer.
  const hasLine = items.some((item) => item.kind === 'unread');
  const isPlaced = useRef(start !== null);
  useLayoutEffect(() => {
    if (hasLine && !isPlaced.current) viewed.goTo('unread', UNREAD_AT);
    isPlaced.current ||= hasLine;
  }, [hasLine]);
  // Somebody pressed a quote, the pinned bar or a result: the message may be far from what is drawn.
  const foundKey = items.find((item) => item.kind === 'message' && item.message.ordinal === desk.found)?.key;
  useLayoutEffect(() => {
    if (foundKey) viewed.goTo(foundKey);
  }, [foundKey]);
  // What I send I see, wherever I was reading.
  const mine = outgoing.at(-1)?.clientId;
  const lastMine = useRef(mine);
  useLayoutEffect(() => {
    if (mine !== undefined && mine !== lastMine.current) viewed.goToEnd();
    lastMine.current = mine;
  }, [mine]);
  // Marked where the history opens, until it is drawn anew: a class of its own, which drawing does not touch.
  useLayoutEffect(() => {
    if (focusOrdinal === null) return;
    viewed.list.current?.querySelector(`[data-ordinal="${focusOrdinal}"]`)?.classList.add('is-found');
  });

  /** Down: from above the unread line to it first, while there is something unread; then to the newest. */
  function goDown() {
    const element = viewed.scroller.current;
    if (props.hasLater) return props.onNewest();
    const isAbove = element !== null && firstUnread !== null && lastSeen(element, state.messages) < firstUnread;
    if (isAbove && jump.count > 0 && viewed.goTo('unread', UNREAD_AT)) return;
    viewed.goToEnd();
  }

  return (
    <div class="history-frame">
      <div
        class="history"
        ref={viewed.scroller}
        onScroll={viewed.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={texts.chat.history}
      >
        {state.hasEarlier && (
          <button
            type="button"
            class="link-button history-earlier"
            onClick={props.onEarlier}
            disabled={props.isLoadingEarlier}
          >
            {props.isLoadingEarlier ? texts.common.loading : texts.chat.loadEarlier}
          </button>
        )}
        <ol
          class="history-items"
          ref={viewed.list}
          style={{ paddingTop: `${viewed.above}px`, paddingBottom: `${viewed.below}px` }}
        >
          {draw(items.slice(viewed.span.from, viewed.span.to))}
        </ol>
      </div>
      {jump.isShown && (
        <button
          type="button"
          class="history-jump"
          aria-label={jump.count > 0 ? texts.chat.toNewestCount(jump.count) : texts.chat.toNewest}
          onClick={goDown}
        >
          <Icon icon={ArrowDown} />
          {jump.count > 0 && <span class="badge">{jump.count}</span>}
        </button>
      )}
    </div>
  );
}
