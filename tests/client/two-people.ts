import 'fake-indexeddb/auto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, createApp } from '../../client/app.ts';
import type { OpenChat } from '../../client/messages/open-chat.ts';
import { shortName } from '../../i18n/names.ts';
import type { RunningSchool } from '../backend/running-school.ts';

/** One page of one person: the real application against the real server; only signing in is not. */
export interface Page {
  app: App;
  /** What this page has sent: the client ids of its `message:send` commands, repeats included. */
  sends: string[];
  /** How often the page was asked for a token that is new. */
  tokens: number;
  open(chatId: string): OpenChat;
  close(): void;
}

/** Opens a page. Pages of one person share one local store, as in a browser. */
export async function openPage(school: RunningSchool, personId: string): Promise<Page> {
  let token: Promise<string> | null = null;
  const opened: OpenChat[] = [];
  const page = { sends: [] as string[], tokens: 0 };
  const app = await createApp({
    personId,
    shortName,
    session: {
      serverUrl: async () => school.url,
      async accessToken() {
        if (!token) page.tokens++;
        token ??= school.token(personId);
        return token;
      },
      async dropAccessToken() {
        token = null;
      },
    },
  });
  const { call } = app.connection;
  app.connection.call = (name, input) => {
    if (name === 'message:send') page.sends.push((input as { clientId: string }).clientId);
    return call(name, input);
  };
  return Object.assign(page, {
    app,
    open(chatId: string) {
      const chat = app.openChat(chatId);
      opened.push(chat);
      return chat;
    },
    close() {
      for (const chat of opened) chat.close();
      app.close();
    },
  });
}

/** Waits until something holds; fails with what it was waiting for. */
export async function until(what: string, holds: () => unknown | Promise<unknown>, patience = 30_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await sleep(10);
  }
}

export const online = (page: Page) =>
  until('the page is online', () => page.app.connection.status.value.kind === 'online');
/** The list is as the server says it. */
export const listed = (page: Page) => until('the list is fresh', () => page.app.chats.state.value.status === 'fresh');
export const shown = (chat: OpenChat) => until('the chat is fresh', () => chat.state.value.status === 'fresh');
export const texts = (chat: OpenChat) => chat.state.value.messages.map(({ text }) => text);
/** Nothing of the page is on its way any more. */
export const settled = (page: Page) => until('the outbox is empty', () => page.app.outbox.entries.value.length === 0);

/** Texts of a chat as the database has them, in order. */
export async function storedTexts(school: RunningSchool, chatId: string): Promise<string[]> {
  const rows = await school.db
    .selectFrom('messages')
    .select('text')
    .where('chatId', '=', chatId)
    .orderBy('ordinal')
    .execute();
  return rows.map(({ text }) => text);
}
