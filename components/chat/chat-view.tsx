import { ChevronLeft, CircleAlert, Headphones, MessageSquare, X } from 'lucide';
import { useState } from 'preact/hooks';
import { blockIn, mayDo } from '../../client/chats/rights.ts';
import type { ConnectionStatus } from '../../client/connection.ts';
import type { Outgoing, OutgoingExtra } from '../../client/messages/outbox.ts';
import { type OpenChatState, senderOf } from '../../client/messages/state.ts';
import type { ClientErrorCode } from '../../client/platform.ts';
import { untilTime } from '../../i18n/dates.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle, headphonesName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Attendance } from '../../protocol/attendance.ts';
import type { Call } from '../../protocol/calls.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { NewDraft } from '../../protocol/drafts.ts';
import type { Scheduled } from '../../protocol/scheduled.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { Stage } from '../ui/stage.tsx';
import { BlockedLine } from './blocked-line.tsx';
import type { CallLineVerbs } from './call-line.tsx';
import { Composer } from './composer.tsx';
import type { Desk, MessageVerbs } from './desk.ts';
import { DeskLayer, typingLine } from './desk-layer.tsx';
import { History } from './history.tsx';
import { LaterBar } from './later-bar.tsx';
import { rightsOf } from './message-rights.ts';
import { PinnedBar } from './pinned-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { ListSkeleton } from './skeleton.tsx';
import { useDesk } from './use-desk.ts';

const AttendanceDialog = lazy(async () => (await import('../call/attendance-dialog.tsx')).AttendanceDialog);

export interface ChatViewProps {
  texts: Texts;
  chat: Chat;
  call: Call | undefined;
  /** Beside its own call: nothing leads to it, and one closes the chat rather than goes back. */
  isInCall: boolean;
  state: OpenChatState;
  outgoing: Outgoing[];
  connection: ConnectionStatus;
  error: ClientErrorCode | null;
  myId: string;
  firstUnread: number | null;
  isLoadingEarlier: boolean;
  now: number;
  onBack: () => void;
  onCall: () => void;
  /** Who was in a call, by its id: for who leads the chat. */
  loadAttendance: (callId: string) => Promise<Attendance>;
  onSend: (text: string, extra: OutgoingExtra) => Promise<void>;
  /** Puts a message off until then, Unix ms. */
  onPutOff: (text: string, extra: OutgoingExtra, sendAt: number) => Promise<void>;
  /** What I have put off here. */
  scheduled: Scheduled[];
  onScheduled: () => void;
  /** A link in a message that this panel opens itself; false: it is for the browser. */
  onLink: (href: string) => boolean;
  verbs: MessageVerbs;
  draft: NewDraft | null;
  /** Ids of those who write here right now. */
  typing: string[];
  /** Where a message may be passed on to. */
  chats: Chat[];
  onEarlier: () => void;
  onRead: (ordinal: number) => void;
  onRetry: (clientId: string) => void;
  onDelete: (clientId: string) => void;
  onReconnect: () => void;
  onReload: () => void;
  /** Opens «О чате». */
  onInfo: () => void;
  /** The message that was looked for: the history stands at it. */
  focusOrdinal: number | null;
  /** Whether there are messages behind the last one here. */
  hasLater: boolean;
  onLater: () => void;
  onNewest: () => void;
}

function Header({ texts, chat, call, onBack, onCall, onInfo, state, ...props }: ChatViewProps) {
  const typing = typingLine(
    texts,
    props.typing.flatMap((id) => senderOf(state, id) ?? []),
  );
  const title = chatTitle(texts, chat);
  const name = headphonesName(texts, chat, title, call);
  return (
    <header class="panel-header chat-header">
      {!props.isInCall && (
        <button type="button" class="icon-button" aria-label={texts.common.back} onClick={onBack}>
          <Icon icon={ChevronLeft} />
        </button>
      )}
      <div class="chat-header-title">
        <ChatAvatar chat={chat} title={title} size={40} />
        <div class="chat-header-text">
          <h1>
            <button type="button" aria-label={texts.info.open(title)} onClick={onInfo}>
              {title}
            </button>
          </h1>
          <p class={typing ? 'is-typing' : undefined}>
            {typing ?? (chat.peer ? texts.people.roles[chat.peer.role] : texts.chat.members(chat.memberCount))}
          </p>
        </div>
      </div>
      {props.isInCall ? (
        <button type="button" class="icon-button" aria-label={texts.common.close} onClick={onBack}>
          <Icon icon={X} />
        </button>
      ) : (
        <button type="button" class={call ? 'icon-button is-live' : 'icon-button'} aria-label={name} onClick={onCall}>
          <Icon icon={Headphones} />
        </button>
      )}
    </header>
  );
}

function LiveBar({ texts, chat, call, onCall }: { texts: Texts; chat: Chat; call: Call; onCall: () => void }) {
  return (
    <div class="live-bar">
      <Icon icon={Headphones} />
      <p>
        <b>{call.isRinging ? texts.chats.ringing : chat.kind === 'direct' ? texts.chat.callBar : texts.chat.liveBar}</b>{' '}
        {!call.isRinging && <span>{texts.people.people(call.participantCount)}</span>}
      </p>
      <button type="button" class="button button-live" onClick={onCall}>
        {texts.chat.join}
      </button>
    </div>
  );
}

function Body(props: ChatViewProps & { desk: Desk; calls: CallLineVerbs }) {
  const { texts, state, error } = props;
  const isEmpty = state.messages.length === 0 && props.outgoing.length === 0;
  if (state.status === 'gone') {
    return <Stage icon={CircleAlert} title={chatTitle(texts, props.chat)} text={errorText(texts, 'chat-not-found')} />;
  }
  if (isEmpty && state.status !== 'fresh') {
    const problem = error ?? (props.connection.kind === 'offline' ? 'offline' : null);
    if (!problem) return <ListSkeleton label={texts.common.loading} />;
    return (
      <Stage icon={CircleAlert} title={texts.chats.failedTitle} text={errorText(texts, problem)}>
        <button type="button" class="button button-primary" onClick={props.onReload}>
          {texts.common.retry}
        </button>
      </Stage>
    );
  }
  if (isEmpty) return <Stage icon={MessageSquare} title={texts.chat.emptyTitle} text={texts.chat.emptyText} />;
  return <History key={props.focusOrdinal ?? 'newest'} {...props} />;
}

/** One chat: header, what goes on, history, composer. */
export function ChatView(props: ChatViewProps) {
  const { texts, call, state, chat, verbs } = props;
  const use = useDesk(props);
  const [putAway, setPutAway] = useState<number | null>(null);
  const [attended, setAttended] = useState<string | null>(null);
  const pinned = state.pinned?.message;
  // Until my role in the school is here, what depends on it keeps nobody from writing.
  const myRole = senderOf(state, props.myId)?.role;
  const block =
    state.status === 'gone' ? null : blockIn(chat, { id: props.myId, role: myRole ?? 'teacher' }, props.now, call);
  const calls: CallLineVerbs = {
    canCallBack: chat.kind === 'direct' && chat.canStartCall && !call,
    onCall: props.onCall,
    maySeeAttendance: (starterId) =>
      myRole === 'teacher' && (chat.role !== 'member' || starterId === props.myId) && chat.kind !== 'direct',
    onAttendance: setAttended,
  };
  async function putOff(text: string, extra: OutgoingExtra, sendAt: number) {
    await props.onPutOff(text, extra, sendAt);
    use.setNews(texts.later.done(untilTime(texts, sendAt, props.now)));
  }
  /** Links that lead into the messenger stay in it. */
  function followLink(event: MouseEvent) {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.bubble-link') : null;
    if (link && props.onLink(link.href)) event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link that is pressed by the keyboard is clicked too
    <main class="panel chat" onClick={followLink}>
      <Header {...props} />
      {call && !props.isInCall && <LiveBar texts={texts} chat={chat} call={call} onCall={props.onCall} />}
      <OfflineNotice texts={texts} connection={props.connection} onRetry={props.onReconnect} />
      {pinned && !pinned.deletedBy && putAway !== pinned.ordinal && (
        <PinnedBar
          texts={texts}
          message={pinned}
          canPin={rightsOf(pinned, { chat, state, myId: props.myId, now: props.now }).canPin}
          onJump={() => use.desk.jump(pinned.ordinal)}
          onUnpin={() => use.attempt(verbs.pin(null))}
          onHide={() => setPutAway(pinned.ordinal)}
        />
      )}
      <div class="chat-body">
        <Body {...props} desk={use.desk} calls={calls} />
      </div>
      <p class={use.news ? 'chat-news' : 'visually-hidden'} role="status">
        {use.news}
      </p>
      {props.scheduled.length > 0 && state.status !== 'gone' && (
        <LaterBar texts={texts} scheduled={props.scheduled} onOpen={props.onScheduled} />
      )}
      {use.selected && state.status !== 'gone' && (
        <SelectionBar texts={texts} messages={use.selected} chats={props.chats} verbs={verbs} use={use} />
      )}
      {block && !use.selected && <BlockedLine texts={texts} block={block} now={props.now} />}
      {state.status !== 'gone' && !block && !use.selected && (
        <Composer
          key={chat.id}
          texts={texts}
          mode={use.mode}
          draft={props.draft}
          people={state.members.map((member) => member.person).filter((person) => person.id !== props.myId)}
          canMentionAll={chat.kind !== 'direct' && mayDo(chat, myRole ?? 'pupil', 'mentionAll')}
          personOf={use.personOf}
          onSend={props.onSend}
          onPutOff={putOff}
          now={props.now}
          onEdit={(text, mentions) =>
            use.mode.kind === 'edit' ? verbs.edit(use.mode.message, text, mentions) : Promise.resolve()
          }
          onMode={use.setMode}
          onEditLast={use.editLast}
          onDraft={verbs.saveDraft}
          onTyping={verbs.typing}
          onJump={use.desk.jump}
        />
      )}
      {attended !== null && (
        <AttendanceDialog texts={texts} load={() => props.loadAttendance(attended)} onClose={() => setAttended(null)} />
      )}
      <DeskLayer texts={texts} chat={chat} state={state} now={props.now} chats={props.chats} verbs={verbs} use={use} />
    </main>
  );
}
