import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a message has beside its text (quote, edit, reactions, attachments, poll), as one JSON column. */
export const messageExtra: Migration = {
  async up(db) {
    await sql.raw(`alter table messages add column "extra" text not null default '{}'`).execute(db);
  },
};
