import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Teachers who are in a chat because they stand in for its own, and until when. */
export const substitutes: Migration = {
  async up(db) {
    await sql
      .raw(
        `create table substitutes ("chatId" text not null references chats("id"),
          "personId" text not null references people("id"), "until" bigint not null, primary key ("chatId", "personId"))`,
      )
      .execute(db);
  },
};
