import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Own chats with a title and a picture, rights of every chat, and until when a member may not write. */
export const ownChats: Migration = {
  async up(db) {
    const statements = [
      `alter table chats add column "title" text`,
      `alter table chats add column "picture" text references files("id")`,
      `alter table chats add column "isReadOnly" integer not null default 0`,
      `alter table chats add column "rights" text not null default '{}'`,
      `alter table members add column "silencedUntil" bigint`,
      `create index chats_picture on chats ("picture") where "picture" is not null`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
