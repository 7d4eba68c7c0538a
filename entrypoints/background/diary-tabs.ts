import { effect, type ReadonlySignal } from '@preact/signals-core';
import * as v from 'valibot';
import { chatsForLesson } from '../../client/chats/lesson.ts';
import { unreadChats } from '../../client/chats/state.ts';
import { browser } from '../extension/browser.ts';
import { DIARY_PORT, type LessonRef, lessonKey, PageHint, type PageState } from '../extension/content-protocol.ts';
import { type CoverState, coveringName, onCover, readCover, saveHint } from '../extension/cover.ts';
import type { Watched } from './watcher.ts';

type Port = Parameters<Parameters<typeof browser.runtime.onConnect.addListener>[0]>[0];
interface DiaryTab {
  port: Port;
  tabId: number;
  lessons: LessonRef[];
}

/** The toolbar's button: Manifest V2, as in Firefox, has it under its older name. */
const button = browser.action ?? browser.browserAction;

/** How long a tab's name outlives its page, ms. */
const FORGET_AFTER = 3000;

/** What a diary's page may know: a number, and which of its lessons are live with how many people (S2). */
function stateFor(tab: DiaryTab, watched: Watched | null, isCovered: boolean): PageState {
  if (!watched || isCovered) return { type: 'state', unreadChats: null, live: {} };
  const { chats, calls } = watched.chats.state.value;
  const live: Record<string, number> = {};
  for (const lesson of tab.lessons) {
    const call = chatsForLesson(chats.values(), lesson)
      .map((chat) => calls.get(chat.id))
      .find(Boolean);
    if (call) live[lessonKey(lesson)] = call.participantCount;
  }
  return { type: 'state', unreadChats: unreadChats(watched.chats.state.value), live };
}

/** Keeps every diary page's badge and headphones, and the toolbar's badge, as of now. */
export function serveDiaryTabs(watched: ReadonlySignal<Watched | null>): void {
  const tabs = new Map<Port, DiaryTab>();
  const forgetting = new Map<number, ReturnType<typeof setTimeout>>();
  let cover: CoverState = { hints: {}, accepted: {} };

  function tell(tab: DiaryTab) {
    const person = watched.value?.person;
    const isCovered = person !== undefined && coveringName(cover, tab.tabId, person) !== null;
    const state = stateFor(tab, watched.value, isCovered);
    try {
      tab.port.postMessage(state);
    } catch {
      tabs.delete(tab.port);
    }
    const text = isCovered || !state.unreadChats ? '' : String(state.unreadChats);
    void button.setBadgeText({ tabId: tab.tabId, text }).catch(() => {});
  }

  async function reload() {
    cover = await readCover();
    for (const tab of tabs.values()) tell(tab);
  }

  /**
   * A page that is being drawn has no name yet, and one that is left has none any more: what it showed holds a
   * little longer, so that a cover does not blink away while a diary reloads.
   */
  function keepHint(tabId: number, name: string | null) {
    clearTimeout(forgetting.get(tabId));
    const save = () => void saveHint(tabId, name).then(reload);
    if (name) save();
    else forgetting.set(tabId, setTimeout(save, FORGET_AFTER));
  }

  browser.runtime.onConnect.addListener((port) => {
    const tabId = port.sender?.tab?.id;
    if (port.name !== DIARY_PORT || tabId === undefined || port.sender?.id !== browser.runtime.id) return;
    const tab: DiaryTab = { port, tabId, lessons: [] };
    tabs.set(port, tab);
    port.onMessage.addListener((message: unknown) => {
      const hint = v.safeParse(PageHint, message);
      if (!hint.success) return;
      tab.lessons = hint.output.lessons;
      keepHint(tabId, hint.output.userName);
    });
    port.onDisconnect.addListener(() => {
      tabs.delete(port);
      if (![...tabs.values()].some((other) => other.tabId === tabId)) keepHint(tabId, null);
    });
    tell(tab);
  });
  browser.tabs.onRemoved.addListener((tabId) => void saveHint(tabId, null));
  onCover(() => void reload());
  void reload();

  effect(() => {
    const state = watched.value?.chats.state.value;
    const count = state?.status === 'fresh' ? unreadChats(state) : 0;
    void button.setBadgeText({ text: count ? String(count) : '' });
    void button.setBadgeBackgroundColor({ color: '#4150d6' });
    for (const tab of tabs.values()) tell(tab);
  });
}
