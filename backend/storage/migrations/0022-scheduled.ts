import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Messages that go out later, and the files that wait with them. */
export const scheduled: Migration = {
  async up(db) {
    const statements = [
      `create table scheduled ("id" text primary key, "personId" text not null references people("id"),
        "chatId" text not null references chats("id"), "clientId" text not null, "sendAt" bigint not null,
        "input" text not null, "shown" text not null, "failed" text, unique ("personId", "chatId", "clientId"))`,
      `create index scheduled_due on scheduled ("sendAt") where "failed" is null`,
      `create table "scheduledFiles" ("fileId" text primary key references files("id"),
        "scheduledId" text not null references scheduled("id"))`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
