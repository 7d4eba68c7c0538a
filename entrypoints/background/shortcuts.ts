import { browser } from '../extension/browser.ts';
import { openPanel } from '../extension/open.ts';
import { leaveShare } from '../extension/share.ts';

const MENU = 'send-to-chat';

/** Opens the messages by the keyboard, and by «Отправить в чат» of a selection: each in the very turn of the gesture. */
export function serveShortcuts(): void {
  browser.commands?.onCommand.addListener((command, tab) => {
    if (command === 'open-messages' && tab?.windowId !== undefined) openPanel({ windowId: tab.windowId });
  });

  browser.runtime.onInstalled.addListener(() => {
    browser.contextMenus.create({
      id: MENU,
      title: browser.i18n.getMessage('sendToChat'),
      contexts: ['selection'],
    });
  });
  browser.contextMenus.onClicked.addListener((info, tab) => {
    if (info.menuItemId !== MENU || !info.selectionText || tab?.windowId === undefined) return;
    openPanel({ windowId: tab.windowId });
    void leaveShare(info.selectionText, tab.windowId);
  });
}
