import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who records a live call: one device at a time. */
export const callRecordings: Migration = {
  async up(db) {
    await sql
      .raw(
        `create table "callRecordings" ("callId" text primary key references calls("id"),
          "personId" text not null references people("id"), "identity" text not null, "joinedAt" bigint not null,
          "since" bigint not null)`,
      )
      .execute(db);
  },
};
