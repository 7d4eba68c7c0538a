import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import type { Chat, Member } from '../protocol/chats.ts';
import type { NewDraft } from '../protocol/drafts.ts';
import type { ErrorCode } from '../protocol/errors.ts';
import type { Message, MessageQuote } from '../protocol/messages.ts';
import type { Me, Person } from '../protocol/people.ts';
import type { NewPoll } from '../protocol/polls.ts';
import { wipeUploads } from './files/upload-store.ts';

/** A message that is not yet known to be on the server. `failed` is why the server refused it. */
export interface OutboxEntry {
  clientId: string;
  chatId: string;
  text: string;
  replyTo?: MessageQuote;
  /** Whose message is passed on, and where it stands. */
  forward?: { chatId: string; ordinal: number; senderId: string; senderName: string };
  mentions?: string[];
  mentionsAll?: true;
  /** Ids of files (UploadEntry) that it waits for, and a poll that it carries. */
  uploads?: string[];
  poll?: NewPoll;
  /** Unix ms, this machine's clock: only orders the outbox. */
  createdAt: number;
  failed: ErrorCode | null;
}

/** What a chat looked like when it was last open: who is in it, and how far its stream was applied. */
export interface StoredChatHead {
  chatId: string;
  cursor: number;
  members: Member[];
  people: Person[];
}

interface StoreSchema extends DBSchema {
  me: { key: 'me'; value: Me };
  chats: { key: string; value: Chat };
  heads: { key: string; value: StoredChatHead };
  messages: { key: [string, number]; value: Message };
  outbox: { key: string; value: OutboxEntry };
  drafts: { key: string; value: StoredDraft };
}

/** What somebody has begun to write, or has emptied, and the server does not know yet. */
export interface StoredDraft {
  chatId: string;
  draft: NewDraft | null;
  /** Unix ms, this machine's clock. */
  savedAt: number;
}

const VERSION = 2;
/** The name of a person’s database. */
export const nameOfStore = (personId: string) => `peremenka-person-${personId}`;
const allOf = (chatId: string) => IDBKeyRange.bound([chatId, 0], [chatId, Number.MAX_SAFE_INTEGER]);

/** What a page wants remembered of a chat: written in one transaction, so that cursor and effect are one. */
export interface ChatWrite {
  head: StoredChatHead;
  messages: Message[];
  /** Client ids whose message has come back: their outbox entries are done. */
  arrived: string[];
  /** The cursor that this write continues from; null for a snapshot. */
  from: number | null;
  /** The server's stream is shorter than it was (a database put back from a copy): what was stored is not true any more. */
  replaces?: boolean;
}

/** Runs writes as one: when one of them fails, none of them stays. */
async function asOne(
  transaction: { done: Promise<void>; abort(): void },
  writes: (() => Promise<unknown>)[],
): Promise<void> {
  try {
    // A request that fails later ends the transaction by itself, and `done` says why.
    for (const write of writes) write().catch(() => {});
  } catch (error) {
    transaction.done.catch(() => {});
    transaction.abort();
    throw error;
  }
  await transaction.done;
}

/**
 * One person's local store. Several pages write to it: applying the same events twice changes nothing, and a page
 * that lags behind does not move a cursor over events that it has not applied.
 */
export async function openStore(personId: string) {
  const db: IDBPDatabase<StoreSchema> = await openDB<StoreSchema>(nameOfStore(personId), VERSION, {
    upgrade(database, oldVersion) {
      database.createObjectStore('drafts', { keyPath: 'chatId' });
      if (oldVersion > 0) return;
      database.createObjectStore('me');
      database.createObjectStore('chats', { keyPath: 'id' });
      database.createObjectStore('heads', { keyPath: 'chatId' });
      database.createObjectStore('messages', { keyPath: ['chatId', 'ordinal'] });
      database.createObjectStore('outbox', { keyPath: 'clientId' });
    },
    // Another page wipes the store at sign-out: let it.
    blocking: () => db.close(),
  });

  return {
    /** What the list shows before the server has answered. */
    async loadList(): Promise<{ me: Me | undefined; chats: Chat[] }> {
      const transaction = db.transaction(['me', 'chats']);
      const [me, chats] = await Promise.all([
        transaction.objectStore('me').get('me'),
        transaction.objectStore('chats').getAll(),
      ]);
      return { me, chats };
    },

    /** Replaces the list by what the server says; chats that are gone lose their messages too. */
    async saveList(me: Me, chats: Chat[]): Promise<void> {
      const transaction = db.transaction(['me', 'chats', 'heads', 'messages'], 'readwrite', { durability: 'relaxed' });
      const kept = new Set(chats.map((chat) => chat.id));
      const rows = await transaction.objectStore('chats').getAllKeys();
      const heads = await transaction.objectStore('heads').getAllKeys();
      const gone = [...new Set([...rows, ...heads])].filter((id) => !kept.has(id));
      await asOne(transaction, [
        ...gone.flatMap((id) => [
          () => transaction.objectStore('chats').delete(id),
          () => transaction.objectStore('heads').delete(id),
          () => transaction.objectStore('messages').delete(allOf(id)),
        ]),
        ...chats.map((chat) => () => transaction.objectStore('chats').put(chat)),
        () => transaction.objectStore('me').put(me, 'me'),
      ]);
    },

    async saveChat(chat: Chat): Promise<void> {
      await db.put('chats', chat);
    },

    /** The head of a chat and its newest messages that stand without a gap, oldest first. */
    async loadChat(chatId: string, limit: number): Promise<{ head: StoredChatHead; messages: Message[] } | null> {
      const transaction = db.transaction(['heads', 'messages']);
      const head = await transaction.objectStore('heads').get(chatId);
      if (!head) return null;
      const messages: Message[] = [];
      let cursor = await transaction.objectStore('messages').openCursor(allOf(chatId), 'prev');
      while (cursor && messages.length < limit) {
        const previous = messages.at(-1);
        if (previous && previous.ordinal !== cursor.value.ordinal + 1) break;
        messages.push(cursor.value);
        cursor = await cursor.continue();
      }
      return { head, messages: messages.reverse() };
    },

    async writeChat({ head, messages, arrived, from, replaces }: ChatWrite): Promise<void> {
      const transaction = db.transaction(['heads', 'messages', 'outbox'], 'readwrite', { durability: 'relaxed' });
      const kept = await transaction.objectStore('heads').get(head.chatId);
      const continues = from === null || (kept !== undefined && kept.cursor >= from);
      const isNewest = replaces || !kept || head.cursor >= kept.cursor;
      await asOne(transaction, [
        ...(replaces ? [() => transaction.objectStore('messages').delete(allOf(head.chatId))] : []),
        ...(continues && isNewest ? [() => transaction.objectStore('heads').put(head)] : []),
        ...(continues ? messages.map((message) => () => transaction.objectStore('messages').put(message)) : []),
        ...arrived.map((clientId) => () => transaction.objectStore('outbox').delete(clientId)),
      ]);
    },

    /** Older messages that a page has read; they do not move the cursor. */
    async saveHistory(messages: Message[]): Promise<void> {
      const transaction = db.transaction('messages', 'readwrite', { durability: 'relaxed' });
      await asOne(
        transaction,
        messages.map((message) => () => transaction.store.put(message)),
      );
    },

    async dropChat(chatId: string): Promise<void> {
      const transaction = db.transaction(['chats', 'heads', 'messages'], 'readwrite');
      await asOne(transaction, [
        () => transaction.objectStore('chats').delete(chatId),
        () => transaction.objectStore('heads').delete(chatId),
        () => transaction.objectStore('messages').delete(allOf(chatId)),
      ]);
    },

    /** The outbox, oldest first. */
    async loadOutbox(): Promise<OutboxEntry[]> {
      const entries = await db.getAll('outbox');
      return entries.sort((a, b) => a.createdAt - b.createdAt || (a.clientId < b.clientId ? -1 : 1));
    },

    /**
     * Resolves when the entry is on disk: only then it may be shown as pending (G6). `endsDraft`: it was the chat's
     * draft, which is none from the same moment on; a page that goes now finds the text in one place.
     */
    async putOutbox(entry: OutboxEntry, { endsDraft = false } = {}): Promise<void> {
      const transaction = db.transaction(['outbox', 'drafts'], 'readwrite', { durability: 'strict' });
      const draft = { chatId: entry.chatId, draft: null, savedAt: entry.createdAt };
      await asOne(transaction, [
        () => transaction.objectStore('outbox').put(entry),
        ...(endsDraft ? [() => transaction.objectStore('drafts').put(draft)] : []),
      ]);
    },

    /** Forgets everything but what has not been sent: the session was ended elsewhere. */
    async keepOnlyOutbox(): Promise<void> {
      const transaction = db.transaction(['me', 'chats', 'heads', 'messages'], 'readwrite');
      const stores = ['me', 'chats', 'heads', 'messages'] as const;
      await asOne(
        transaction,
        stores.map((name) => () => transaction.objectStore(name).clear()),
      );
    },

    loadDrafts: (): Promise<StoredDraft[]> => db.getAll('drafts'),
    putDraft: async (draft: StoredDraft): Promise<void> => void (await db.put('drafts', draft)),
    deleteDraft: (chatId: string): Promise<void> => db.delete('drafts', chatId),

    deleteOutbox: (clientId: string) => db.delete('outbox', clientId),

    close: () => db.close(),
  };
}
export type Store = Awaited<ReturnType<typeof openStore>>;

/** Forgets everything of a person on this browser (sign-out). */
export async function wipeStore(personId: string): Promise<void> {
  const { wipeRecordings } = await import('./call/record/disk.ts');
  await Promise.all([deleteDB(nameOfStore(personId)), wipeUploads(personId), wipeRecordings(personId)]);
}
