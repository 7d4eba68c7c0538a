import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { FileLinks } from '../../protocol/attachments.ts';
import type { Connection } from '../connection.ts';

type Urls = FileLinks['urls'];

export interface Links {
  /** Addresses that this page knows, by the file's id; whole, good for a while. */
  known: ReadonlySignal<Map<string, Urls>>;
  /** Fetches the address of a file of this chat, unless there is one that is still good. */
  want(chatId: string, fileId: string): void;
  close(): void;
}

/** An address is asked for anew this long before its hour is over, ms. */
const MARGIN = 5 * 60_000;
/** What is wanted within this time, ms, is one question. */
const GATHER = 20;
const MOST = 100;

/** Signed addresses of files, gathered into one question for a screen of messages. */
export function createLinks(deps: { connection: Connection; serverUrl: string }): Links {
  const { connection, serverUrl } = deps;
  const known = signal(new Map<string, Urls>());
  const goodUntil = new Map<string, number>();
  const wanted = new Map<string, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function ask(chatId: string, ids: string[]) {
    try {
      const { links } = await connection.call('file:links', { chatId, ids });
      const next = new Map(known.value);
      for (const { id, expiresAt, urls } of links) {
        goodUntil.set(id, expiresAt);
        next.set(id, Object.fromEntries(Object.entries(urls).map(([variant, path]) => [variant, serverUrl + path])));
      }
      known.value = next;
    } catch {
      // Asked for again with the next connect, or by whoever looks at it again.
      for (const id of ids) remember(chatId, id);
    }
  }

  function remember(chatId: string, id: string) {
    const ids = wanted.get(chatId) ?? new Set<string>();
    wanted.set(chatId, ids.add(id));
  }

  function flush() {
    timer = undefined;
    if (connection.status.value.kind !== 'online') return;
    const all = [...wanted].map(([chatId, ids]) => [chatId, [...ids]] as const);
    wanted.clear();
    for (const [chatId, ids] of all) {
      for (let at = 0; at < ids.length; at += MOST) void ask(chatId, ids.slice(at, at + MOST));
    }
  }

  const stop = connection.onOnline(flush);
  return {
    known,
    want(chatId, fileId) {
      if ((goodUntil.get(fileId) ?? 0) > Date.now() + MARGIN) return;
      remember(chatId, fileId);
      timer ??= setTimeout(flush, GATHER);
    },
    close() {
      clearTimeout(timer);
      stop();
    },
  };
}
