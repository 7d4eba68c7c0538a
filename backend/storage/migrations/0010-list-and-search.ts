import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Settings of chats and people, the index of the search, and links for taking one's data away. */
export const listAndSearch: Migration = {
  async up(db) {
    const statements = [
      `create table "chatSettings" ("chatId" text not null references chats("id"),
        "personId" text not null references people("id"), "pinnedAt" bigint, "mutedUntil" bigint,
        "isArchived" integer not null, "isMarkedUnread" integer not null, primary key ("personId", "chatId"))`,
      `create table "personSettings" ("personId" text primary key references people("id"), "settings" text not null)`,
      `create table "searchDocuments" ("id" integer primary key, "chatId" text not null, "ordinal" integer not null,
        unique ("chatId", "ordinal"))`,
      `create table "searchProgress" ("chatId" text primary key references chats("id"), "ordinal" integer not null)`,
      // Contentless: only the index is kept, the text stands in \`messages\`. The words come stemmed by us.
      `create virtual table "messageSearch" using fts5("stems", content='', contentless_delete=1,
        tokenize='unicode61 remove_diacritics 0')`,
      `create table "exportLinks" ("tokenHash" text primary key, "personId" text not null references people("id"),
        "expiresAt" bigint not null)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
