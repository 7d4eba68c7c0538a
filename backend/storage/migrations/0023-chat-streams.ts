import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A chat's stream has its place beside the chat's ordinal, and a message that was sent is its own entry in the log. */
export const chatStreams: Migration = {
  async up(db) {
    const statements = [
      `alter table chats add column "lastSeq" integer not null default 0`,
      `alter table messages add column "seq" integer not null default 0`,
      `update chats set "lastSeq" = coalesce((select "seq" from streams where "name" = 'chat:' || chats."id"), 0)`,
      `delete from streams where "name" like 'chat:%'`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
