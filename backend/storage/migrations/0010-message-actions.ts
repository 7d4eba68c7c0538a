import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people keep for themselves of messages and chats, and the pinned message of a chat. */
export const messageActions: Migration = {
  async up(db) {
    const statements = [
      `create table hidden ("personId" text not null references people("id"),
        "chatId" text not null references chats("id"), "ordinal" integer not null,
        primary key ("personId", "chatId", "ordinal"))`,
      `create table important ("personId" text not null references people("id"),
        "chatId" text not null references chats("id"), "ordinal" integer not null, "markedAt" bigint not null,
        primary key ("personId", "chatId", "ordinal"))`,
      `create index important_newest on important ("personId", "markedAt")`,
      `create table drafts ("personId" text not null references people("id"),
        "chatId" text not null references chats("id"), "draft" text not null, primary key ("personId", "chatId"))`,
      `create table pins ("chatId" text primary key references chats("id"), "ordinal" integer not null,
        "pinnedBy" text not null references people("id"), "pinnedAt" bigint not null)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
