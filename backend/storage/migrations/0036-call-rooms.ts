import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The rules of live calls, who stands where at their doors, and the log of deeds over others. */
export const callRooms: Migration = {
  async up(db) {
    const statements = [
      `create table "callRooms" ("callId" text primary key references calls("id"), "version" integer not null,
        "rules" text not null, "deed" text, "deedBy" text references people("id"),
        "deedAbout" text references people("id"), "deedAt" bigint)`,
      `create table "callStandings" ("callId" text not null references calls("id"),
        "personId" text not null references people("id"), "entry" text not null, "askedAt" bigint not null,
        "seenAt" bigint not null, "handAt" bigint, "floorAt" bigint, primary key ("callId", "personId"))`,
      `create table audit ("id" integer primary key, "at" bigint not null,
        "personId" text not null references people("id"), "deed" text not null, "chatId" text references chats("id"),
        "callId" text references calls("id"), "aboutId" text references people("id"), "details" text)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
