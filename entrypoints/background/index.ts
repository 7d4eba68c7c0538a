import * as v from 'valibot';
import { defineBackground } from 'wxt/utils/define-background';
import { browser } from '../extension/browser.ts';
import { ContentRequest } from '../extension/content-protocol.ts';
import { openCall, openPanel } from '../extension/open.ts';
import { PageRequest } from '../extension/page-protocol.ts';
import { createPageSession } from '../extension/platform.ts';
import { onServerUrl } from '../extension/server-url.ts';
import { serveDiaryTabs } from './diary-tabs.ts';
import { startNotifications } from './notifications.ts';
import { startRinging } from './ringing.ts';
import { serveShortcuts } from './shortcuts.ts';
import { signIn } from './sign-in.ts';
import { watchPerson } from './watcher.ts';

/** A worker that was killed comes back with this alarm: its socket too, and what the outbox still holds. */
const ALARM = 'wake';

function serveMessages() {
  browser.runtime.onMessage.addListener((message: unknown, sender) => {
    if (sender.id !== browser.runtime.id) return;
    const isOwnPage = sender.url?.startsWith(browser.runtime.getURL('/')) ?? false;
    if (isOwnPage) {
      const request = v.safeParse(PageRequest, message);
      if (!request.success) return;
      if (request.output.type === 'session:sign-in') return signIn();
      openCall({ chatId: request.output.chatId });
      return;
    }
    // A content script, whatever it says of itself: it may only ask (S1).
    const request = v.safeParse(ContentRequest, message);
    const tabId = sender.tab?.id;
    if (!request.success || tabId === undefined) return;
    if (request.output.type === 'panel:open') openPanel({ tabId });
    else openCall({ lesson: request.output.lesson });
  });
}

export default defineBackground(() => {
  serveMessages();
  serveShortcuts();
  const session = createPageSession();
  const watched = watchPerson(session);
  serveDiaryTabs(watched);
  startNotifications(watched);
  startRinging(watched);
  void browser.alarms.create(ALARM, { periodInMinutes: 0.5 });
  browser.alarms.onAlarm.addListener(() => watched.value?.connection.retryNow());
  onServerUrl(() => session.reload());
  // Content scripts never read what the extension keeps (S5); Firefox has no such call.
  void browser.storage.local.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
});
