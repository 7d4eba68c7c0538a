import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Links for guests into live calls, and who came by one. */
export const guests: Migration = {
  async up(db) {
    const statements = [
      `create table "guestLinks" ("callId" text primary key references calls("id"), "secret" text not null unique,
        "createdBy" text not null references people("id"), "createdAt" bigint not null)`,
      `create table guests ("personId" text primary key references people("id"),
        "callId" text not null references calls("id"), "tokenHash" text not null unique, "createdAt" bigint not null)`,
      `create index "guestsByCall" on guests ("callId")`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
