import { ArrowDown } from 'lucide';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Outgoing } from '../../client/messages/outbox.ts';
import { isRead, type OpenChatState, senderOf } from '../../client/messages/state.ts';
import { dayLabel } from '../../i18n/dates.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Message } from '../../protocol/messages.ts';
import { Icon } from '../ui/icon.tsx';
import { Bubble, OutgoingBubble } from './bubble.tsx';
import type { Desk } from './desk.ts';
import { buildTimeline, type TimelineItem } from './timeline.ts';

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

/** This near to the end, px, the history sticks to it. */
const NEAR_END = 60;
/** This near to the top, px, the page before is fetched. */
const NEAR_TOP = 300;

/** A message by its ordinal: they stand without a gap. */
function byOrdinal(messages: Message[], ordinal: number | undefined): Message | undefined {
  return ordinal === undefined ? undefined : messages[ordinal - (messages[0]?.ordinal ?? 0)];
}

function Item({ item, props }: { item: TimelineItem; props: HistoryProps }) {
  const { texts, state, myId } = props;
  switch (item.kind) {
    case 'day':
      return <li class="history-day">{dayLabel(texts, item.time, props.now)}</li>;
    case 'unread':
      return <li class="history-unread">{texts.chat.newMessages}</li>;
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
          isNewest={item.message === state.messages.findLast((one) => !one.isHidden)}
          desk={props.desk}
          original={byOrdinal(state.messages, item.message.replyTo?.ordinal)}
          personOf={(id) => senderOf(state, id)}
        />
      );
    case 'outgoing':
      return (
        <OutgoingBubble
          texts={texts}
          outgoing={item.outgoing}
          personOf={(id) => senderOf(state, id)}
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

/**
 * The messages of a chat. Opens at the unread line or at the end, sticks to the end while one is there, and keeps
 * its place when earlier messages come in above.
 */
export function History(props: HistoryProps) {
  const { texts, state, firstUnread, onRead, onEarlier } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const placed = useRef(false);
  const anchor = useRef<{ first: number | undefined; height: number }>({ first: undefined, height: 0 });
  const [showsJump, setShowsJump] = useState(false);
  const items = buildTimeline(state.messages, props.outgoing, { firstUnread, myId: props.myId });
  const isReady = state.messages.length > 0 || state.status === 'fresh';

  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const below = element.scrollHeight - element.clientHeight - element.scrollTop;
    isAtEnd.current = below < NEAR_END;
    setShowsJump(props.hasLater || below > element.clientHeight);
    if (props.hasLater && below < NEAR_TOP) props.onLater();
    if (state.hasEarlier && element.scrollTop < NEAR_TOP) onEarlier();
    if (document.visibilityState === 'visible') onRead(lastSeen(element, state.messages));
  }, [state.hasEarlier, onEarlier, onRead, props.hasLater, props.onLater]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !isReady) return;
    const first = state.messages[0]?.ordinal;
    const before = anchor.current;
    const line =
      props.focusOrdinal === null
        ? element.querySelector('.history-unread')
        : element.querySelector(`[data-ordinal="${props.focusOrdinal}"]`);
    if (!placed.current) {
      placed.current = true;
      if (line) line.scrollIntoView({ block: 'center' });
      // Marked once, where the history opens: drawing it again does not touch the class.
      if (props.focusOrdinal !== null) line?.classList.add('is-found');
      else element.scrollTop = element.scrollHeight;
    } else if (before.first !== undefined && first !== undefined && first < before.first) {
      element.scrollTop += element.scrollHeight - before.height;
    } else if (isAtEnd.current && !props.hasLater) {
      element.scrollTop = element.scrollHeight;
    }
    anchor.current = { first, height: element.scrollHeight };
    look();
  });

  useEffect(() => {
    document.addEventListener('visibilitychange', look);
    const element = scroller.current;
    // The composer grows, the panel is resized: the end stays in view.
    const observer = new ResizeObserver(() => {
      if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    if (element) observer.observe(element);
    return () => {
      document.removeEventListener('visibilitychange', look);
      observer.disconnect();
    };
  }, [look]);

  return (
    <div class="history-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div class="history" ref={scroller} onScroll={look} tabIndex={0} role="log" aria-label={texts.chat.history}>
        {state.hasEarlier && (
          <button
            type="button"
            class="link-button history-earlier"
            onClick={onEarlier}
            disabled={props.isLoadingEarlier}
          >
            {props.isLoadingEarlier ? texts.common.loading : texts.chat.loadEarlier}
          </button>
        )}
        <ol class="history-items">
          {items.map((item) => (
            <Item key={item.key} item={item} props={props} />
          ))}
        </ol>
      </div>
      {showsJump && (
        <button
          type="button"
          class="history-jump"
          aria-label={texts.chat.toNewest}
          onClick={() => {
            if (props.hasLater) props.onNewest();
            else scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
          }}
        >
          <Icon icon={ArrowDown} />
        </button>
      )}
    </div>
  );
}
