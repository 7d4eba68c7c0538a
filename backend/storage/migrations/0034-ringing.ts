import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Until when a call between two people rings, and when it was answered. */
export const ringing: Migration = {
  async up(db) {
    const statements = [
      'alter table calls add column "ringsUntil" bigint',
      'alter table calls add column "answeredAt" bigint',
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
