import { browser } from './browser.ts';
import type { LessonRef } from './content-protocol.ts';

/** Which chat's call a page asks for: by chat (`isAnswering`: it rings, and I take it), or by what the diary says of the lesson. */
export type CallQuery = { chatId: string; isAnswering?: boolean } | { lesson: LessonRef };

/** The call page's address in the extension. */
export function callPath(query: CallQuery): string {
  const parameters = new URLSearchParams();
  if ('chatId' in query) {
    parameters.set('chat', query.chatId);
    if (query.isAnswering) parameters.set('answer', '1');
  } else {
    if (query.lesson.className) parameters.set('class', query.lesson.className);
    if (query.lesson.subject) parameters.set('subject', query.lesson.subject);
  }
  return `/call.html?${parameters}`;
}

/** Opens the call page in a tab of its own; nothing is awaited before, so a gesture is not lost. */
export function openCall(query: CallQuery): void {
  void browser.tabs.create({ url: browser.runtime.getURL(callPath(query) as '/call.html') });
}

/** «Проверка связи» as an address of this extension. */
export const checkUrl = () => browser.runtime.getURL('/check.html' as '/call.html');

/** Opens «Проверка связи» in a tab of its own. */
export function openCheck(): void {
  void browser.tabs.create({ url: checkUrl() });
}

/** Yandex Browser has the API, but shows nothing. */
const hasSidePanel = () => typeof browser.sidePanel?.open === 'function' && !navigator.userAgent.includes('YaBrowser');

/** The messages in a window of their own: the one that is there already comes to the front. */
async function openWindow(): Promise<void> {
  const url = browser.runtime.getURL('/sidepanel.html');
  const [open] = await browser.tabs.query({ url: `${url}*`, windowType: 'popup' }).catch(() => []);
  if (open?.windowId === undefined) await browser.windows.create({ url, type: 'popup', width: 400, height: 720 });
  else await browser.windows.update(open.windowId, { focused: true });
}

/**
 * Opens the messages beside the page; must be called in the very turn of a click. Firefox's sidebar opens by a click in
 * the extension's own pages and menus only. Elsewhere a window of its own.
 */
export function openPanel(target: { tabId: number } | { windowId: number }): void {
  const opening = hasSidePanel() ? browser.sidePanel.open(target) : browser.sidebarAction?.open();
  if (opening) opening.catch(openWindow);
  else void openWindow();
}

/** Opens one chat from a notification, where there may be no gesture for the side panel: in the tab that has it already. */
export async function openChatPanel(chatId: string): Promise<void> {
  const page = browser.runtime.getURL('/sidepanel.html');
  const url = `${page}?chat=${encodeURIComponent(chatId)}`;
  const [open] = await browser.tabs.query({ url: `${page}*` }).catch(() => []);
  if (open?.id === undefined) {
    await browser.tabs.create({ url });
    return;
  }
  await browser.tabs.update(open.id, { url, active: true });
  if (open.windowId !== undefined) await browser.windows.update(open.windowId, { focused: true });
}
