import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Links by which people join an own chat, and who was taken out of one. */
export const invites: Migration = {
  async up(db) {
    const statements = [
      `create table invites ("chatId" text primary key references chats("id"), "secret" text not null unique,
        "createdBy" text not null references people("id"), "createdAt" bigint not null, "expiresAt" bigint,
        "maxUses" integer, "uses" integer not null)`,
      `alter table members add column "isRemoved" integer not null default 0`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
