import type { NewDraft } from '../../protocol/drafts.ts';
import { MAX_TEXT_LENGTH } from '../../protocol/limits.ts';
import type { Chats } from '../chats/chats.ts';
import type { Connection } from '../connection.ts';

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

/** What I have begun to write: one draft a chat, the same on every device. The last one that was saved wins. */
export function createDrafts(deps: { connection: Connection; chats: Chats }): Drafts {
  const { connection, chats } = deps;
  /** What the server does not know yet; it is told after the next connect, too. */
  const waiting = new Map<string, NewDraft | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function tell(chatId: string, draft: NewDraft | null) {
    try {
      await connection.call('draft:save', { chatId, draft });
      if (waiting.get(chatId) === draft) waiting.delete(chatId);
    } catch {
      // It stays in line for the next pause or connect.
    }
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    for (const [chatId, draft] of waiting) void tell(chatId, draft);
  }

  const stop = connection.onOnline(flush);

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
      waiting.set(chatId, kept && { text: kept.text, ...(kept.replyTo ? { replyTo: kept.replyTo } : {}) });
      chats.setDraft(chatId, kept && { ...kept, savedAt: Date.now() });
      clearTimeout(timer);
      timer = setTimeout(flush, kept ? PAUSE : 0);
    },

    flush,

    close() {
      flush();
      stop();
    },
  };
}
