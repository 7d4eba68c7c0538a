import { effect, untracked } from '@preact/signals-core';
import type { NewDraft } from '../../protocol/drafts.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import type { Chats } from '../chats/chats.ts';
import type { Connection } from '../connection.ts';
import type { Store, StoredDraft } from '../store.ts';

export interface Drafts {
  /** What I had begun to write in a chat, as this page knows it. */
  of(chatId: string): NewDraft | null;
  /** Keeps it: in the list at once, on the server when the typing pauses. */
  save(chatId: string, draft: NewDraft | null): void;
  /** Tells the server what it does not know yet, without waiting for a pause. */
  flush(): void;
  close(): void;
}

/** A pause in typing, ms, after which the draft goes to the server. */
const PAUSE = 800;

/**
 * What I have begun to write: one draft a chat, the same on every device. The last one that was saved wins. What the
 * server does not know yet is on this disk too: somebody else may be active here before there is a network.
 */
export function createDrafts(deps: {
  connection: Connection;
  chats: Chats;
  store: Pick<Store, 'loadDrafts' | 'putDraft' | 'deleteDraft'>;
}): Drafts {
  const { connection, chats, store } = deps;
  /** What the server does not know yet; it is told after the next connect, too. */
  const waiting = new Map<string, NewDraft | null>();
  /** Of those, what an earlier page has left on the disk: it is told once the list is the server's. */
  const recalled = new Map<string, StoredDraft>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function tell(chatId: string, draft: NewDraft | null) {
    try {
      await connection.call('draft:save', { chatId, draft });
      if (waiting.get(chatId) !== draft) return;
      waiting.delete(chatId);
      await store.deleteDraft(chatId);
    } catch {
      // It stays in line for the next pause or connect.
    }
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    for (const [chatId, draft] of waiting) if (!recalled.has(chatId)) void tell(chatId, draft);
  }

  function show(chatId: string, draft: NewDraft | null, savedAt: number) {
    chats.setDraft(chatId, draft && { ...draft, savedAt });
  }

  /** What an earlier page could not tell holds against what the list says: a later one from elsewhere wins. */
  function settle() {
    for (const [chatId, { draft, savedAt }] of recalled) {
      recalled.delete(chatId);
      const theirs = chats.state.peek().chats.get(chatId)?.draft;
      const isOld = theirs !== undefined && (theirs.savedAt > savedAt || theirs.text === draft?.text);
      if (isOld || (!theirs && !draft)) {
        waiting.delete(chatId);
        void store.deleteDraft(chatId).catch(() => {});
      } else show(chatId, draft, savedAt);
    }
    flush();
  }

  async function recall() {
    for (const kept of await store.loadDrafts()) {
      if (waiting.has(kept.chatId)) continue;
      waiting.set(kept.chatId, kept.draft);
      recalled.set(kept.chatId, kept);
      show(kept.chatId, kept.draft, kept.savedAt);
    }
    // The list as the server has it now, with the drafts of other devices.
    stops.push(
      effect(() => {
        if (chats.state.value.status === 'fresh' && recalled.size > 0) untracked(settle);
      }),
    );
  }

  const stops = [connection.onOnline(flush)];
  // A disk that cannot be read costs only what the server was not told.
  recall().catch(() => {});

  return {
    of(chatId) {
      const draft = waiting.get(chatId);
      return draft === undefined ? (chats.state.peek().chats.get(chatId)?.draft ?? null) : draft;
    },

    save(chatId, draft) {
      const kept = draft && (draft.text.trim() || draft.replyTo) ? draft : null;
      if (kept && kept.text.length > MAX_TEXT_LENGTH) return;
      const before = chats.state.peek().chats.get(chatId)?.draft;
      const isSame = before?.text === kept?.text && before?.replyTo?.ordinal === kept?.replyTo?.ordinal;
      if (isSame && !waiting.has(chatId)) return;
      const next = kept && { text: kept.text, ...(kept.replyTo ? { replyTo: kept.replyTo } : {}) };
      const savedAt = Date.now();
      recalled.delete(chatId);
      waiting.set(chatId, next);
      store.putDraft({ chatId, draft: next, savedAt }).catch(() => {});
      show(chatId, next, savedAt);
      clearTimeout(timer);
      timer = setTimeout(flush, kept ? PAUSE : 0);
    },

    flush,

    close() {
      flush();
      for (const stop of stops) stop();
    },
  };
}
