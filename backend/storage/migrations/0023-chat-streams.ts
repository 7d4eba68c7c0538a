import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * A chat's stream has its place beside the chat's ordinal, and a message that was sent is its own entry in the log.
 * Client ids stand in the order of time (`client/messages/client-id.ts`), so those of a chat's newest messages are
 * together when the sender comes last.
 */
export const chatStreams: Migration = {
  async up(db) {
    const statements = [
      `alter table chats add column "lastSeq" integer not null default 0`,
      `alter table messages add column "seq" integer not null default 0`,
      `update chats set "lastSeq" = coalesce((select "seq" from streams where "name" = 'chat:' || chats."id"), 0)`,
      `create unique index messages_sent_once on messages ("chatId", "clientId", "senderId")`,
      `drop index messages_once`,
      `delete from streams where "name" like 'chat:%'`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
