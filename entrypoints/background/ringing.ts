import { effect, type ReadonlySignal } from '@preact/signals-core';
import { noticeId, notifiesCall } from '../../client/chats/notifying.ts';
import { type Ringing, ringingAt } from '../../client/chats/ringing.ts';
import type { ChatsState } from '../../client/chats/state.ts';
import { chatTitle } from '../../i18n/names.ts';
import { browser } from '../extension/browser.ts';
import { openCall } from '../extension/open.ts';
import { readShared } from '../extension/shared-computer.ts';
import { showNotice, textsOf } from './notice.ts';
import { playSound } from './sound.ts';
import type { Watched } from './watcher.ts';

/** From one ring to the next, ms. */
const RING_EVERY = 3000;

async function show({ call, chat }: Ringing, state: ChatsState): Promise<void> {
  const texts = textsOf(state);
  const { ring } = texts.call;
  // Who sits at a computer of strangers must not read who calls.
  const isHidden = state.settings.hidesText || (await readShared()).isShared;
  const message = isHidden ? '' : chatTitle(texts, chat);
  showNotice(noticeId('ring', call.chatId), ring.title, message, { buttons: [ring.accept, ring.decline], stays: true });
}

/**
 * A call that rings at me: a notification that stays, and a sound again and again, until it is answered or over
 * anywhere. Quiet hours and a chat that is muted keep both away; the open pages show their bar all the same.
 */
export function startRinging(watched: ReadonlySignal<Watched | null>): void {
  let rung: { callId: string; chatId: string; timer: ReturnType<typeof setInterval> } | undefined;

  function stop() {
    if (!rung) return;
    clearInterval(rung.timer);
    void browser.notifications.clear(noticeId('ring', rung.chatId));
    rung = undefined;
  }

  function start(ringing: Ringing, state: ChatsState) {
    const ring = () => state.settings.hasSound && playSound('ring');
    rung = { callId: ringing.call.id, chatId: ringing.chat.id, timer: setInterval(ring, RING_EVERY) };
    ring();
    void show(ringing, state).then(() => {
      // It was over before it was shown.
      if (rung?.callId !== ringing.call.id) void browser.notifications.clear(noticeId('ring', ringing.chat.id));
    });
  }

  effect(() => {
    const current = watched.value;
    const state = current?.chats.state.value;
    // Without the server nobody knows whether it still rings.
    const isOnline = current?.connection.status.value.kind === 'online';
    const ringing = current && state && isOnline ? ringingAt(state, current.person.id) : null;
    if (rung && rung.callId === ringing?.call.id) return;
    stop();
    if (ringing && state?.status === 'fresh' && notifiesCall(state.settings, ringing.chat, Date.now())) {
      start(ringing, state);
    }
  });

  browser.notifications.onButtonClicked?.addListener((id, index) => {
    const [kind, chatId] = id.split(/:(.*)/s);
    const current = watched.value;
    const call = chatId ? current?.chats.state.value.calls.get(chatId) : undefined;
    if (kind !== 'ring' || !chatId) return;
    const accepts = index === 0;
    // The page says what became of a call that is over.
    if (accepts) openCall({ chatId, isAnswering: true });
    if (call) current?.connection.call(accepts ? 'call:accept' : 'call:hang-up', { callId: call.id }).catch(() => {});
    void browser.notifications.clear(id);
  });
}
