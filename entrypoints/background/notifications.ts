import { effect, type ReadonlySignal } from '@preact/signals-core';
import * as v from 'valibot';
import { noticeId, notifies, notifiesCall, outdatedNotices } from '../../client/chats/notifying.ts';
import { type ChatsState, unreadOf } from '../../client/chats/state.ts';
import { isViewed } from '../../client/viewing.ts';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle } from '../../i18n/names.ts';
import { previewText } from '../../i18n/previews.ts';
import type { Chat } from '../../protocol/chats.ts';
import { browser } from '../extension/browser.ts';
import { openCall, openChatPanel } from '../extension/open.ts';
import { readShared } from '../extension/shared-computer.ts';
import { showNotice, textsOf } from './notice.ts';
import { playSound } from './sound.ts';
import type { Watched } from './watcher.ts';

/** What was told already, by person: kept while the browser runs, so that a worker that starts again does not repeat. */
const KEY = 'told';
const Told = v.object({
  personId: v.string(),
  ordinals: v.record(v.string(), v.number()),
  calls: v.array(v.string()),
  /** Put-off messages that were refused. */
  refused: v.optional(v.array(v.string()), []),
});
type Told = v.InferOutput<typeof Told>;

async function shownIds(): Promise<string[]> {
  return Object.keys(await browser.notifications.getAll());
}

async function clear(ids: string[]): Promise<void> {
  for (const id of ids) void browser.notifications.clear(id);
}

/** What the list has now, as told. */
function snapshotOf(personId: string, state: ChatsState): Told {
  return {
    personId,
    ordinals: Object.fromEntries([...state.chats.values()].map((chat) => [chat.id, chat.lastOrdinal])),
    calls: [...state.calls.values()].map((call) => call.id),
    refused: state.scheduled.filter((one) => one.failed).map((one) => one.id),
  };
}

async function tellMessage(state: ChatsState, chat: Chat, myId: string): Promise<void> {
  const last = chat.lastMessage;
  // What happens to a chat is told in its history; it is nobody's word to anybody, but for a call that was missed.
  const isMissed = last?.service?.kind === 'call-missed';
  if (
    !last ||
    (last.service && !isMissed) ||
    last.senderId === myId ||
    unreadOf(chat) === 0 ||
    (await isViewed(chat.id))
  )
    return;
  const { settings } = state;
  if (!notifies(settings, chat, Date.now())) return;
  const texts = textsOf(state);
  // On a computer of strangers whoever sits there next must not read it.
  const isHidden = settings.hidesText || (await readShared()).isShared;
  const text = isHidden
    ? texts.notifications.hidden
    : isMissed
      ? texts.ownChats.calls['call-missed']
      : texts.chats.senderPreview(last.senderName, previewText(texts, last));
  const buttons = [texts.messages.reply, texts.list.markRead];
  showNotice(noticeId('chat', chat.id), chatTitle(texts, chat), text, { buttons });
  if (settings.hasSound && !isMissed) playSound();
}

/** Tells what is new between what was told and what is: messages nobody looks at, lessons that have started. */
async function tellNews(told: Told, state: ChatsState, myId: string): Promise<void> {
  const texts = textsOf(state);
  for (const chat of state.chats.values()) {
    if (chat.lastOrdinal > (told.ordinals[chat.id] ?? chat.lastOrdinal)) await tellMessage(state, chat, myId);
  }
  for (const call of state.calls.values()) {
    const chat = state.chats.get(call.chatId);
    // A call between two people rings (ringing.ts).
    if (!chat || chat.kind === 'direct' || told.calls.includes(call.id) || call.startedBy === myId) continue;
    if (!notifiesCall(state.settings, chat, Date.now())) continue;
    showNotice(
      noticeId('call', call.chatId),
      texts.notifications.lessonStarted,
      texts.notifications.lessonStartedText(chatTitle(texts, chat)),
    );
  }
  for (const { id, chatId, failed } of state.scheduled) {
    const chat = state.chats.get(chatId);
    if (!failed || told.refused.includes(id)) continue;
    const reason = errorText(texts, failed);
    showNotice(noticeId('later', chatId), texts.later.notice, chat ? `${chatTitle(texts, chat)}. ${reason}` : reason);
  }
}

/** Notifications for messages that no page shows and for lessons that start; a click opens what it is about. */
export function startNotifications(watched: ReadonlySignal<Watched | null>): void {
  let queue = Promise.resolve();

  async function look(personId: string, state: ChatsState) {
    const stored = v.safeParse(Told, (await browser.storage.session.get(KEY))[KEY]);
    if (stored.success && stored.output.personId === personId) await tellNews(stored.output, state, personId);
    await browser.storage.session.set({ [KEY]: snapshotOf(personId, state) });
    await clear(outdatedNotices(await shownIds(), state));
  }

  /** On a family's computer the next person must not find what was meant for the one before. */
  let shownTo: string | undefined;
  effect(() => {
    const personId = watched.value?.person.id;
    if (!personId || personId === shownTo) return;
    if (shownTo) void shownIds().then(clear);
    shownTo = personId;
  });

  effect(() => {
    const current = watched.value;
    const state = current?.chats.state.value;
    if (!current || state?.status !== 'fresh') return;
    // One after the other: each look compares with what the one before has told.
    queue = queue.then(() => look(current.person.id, state)).catch(() => {});
  });

  /** «Прочитано» needs no page. */
  function markRead(chatId: string) {
    const current = watched.value;
    const chat = current?.chats.state.value.chats.get(chatId);
    if (!current || !chat) return;
    current.chats.markRead(chatId, chat.lastOrdinal);
    current.connection.call('chat:read', { chatId, ordinal: chat.lastOrdinal }).catch(() => {});
  }

  browser.notifications.onButtonClicked?.addListener((id, index) => {
    const [kind, chatId] = id.split(/:(.*)/s);
    if (kind !== 'chat' || !chatId) return;
    // What one writes is written in the chat: its field has the focus.
    if (index === 0) openChatPanel(chatId);
    else markRead(chatId);
    void browser.notifications.clear(id);
  });

  browser.notifications.onClicked.addListener((id) => {
    const [kind, chatId] = id.split(/:(.*)/s);
    if (!chatId) return;
    if (kind === 'call' || kind === 'ring') openCall({ chatId });
    else openChatPanel(chatId);
    void browser.notifications.clear(id);
  });
}
