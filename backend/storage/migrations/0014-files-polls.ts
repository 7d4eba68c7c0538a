import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Files with the messages that they hang on, and the votes of polls. */
export const filesAndPolls: Migration = {
  async up(db) {
    const statements = [
      `create table files ("id" text primary key, "ownerId" text not null references people("id"),
        "name" text not null, "size" bigint not null, "createdAt" bigint not null, "state" text not null,
        "refusal" text, "kind" text, "mime" text not null, "details" text not null)`,
      `create index files_owner on files ("ownerId")`,
      `create table "fileUses" ("fileId" text not null references files("id"), "chatId" text not null references chats("id"),
        "ordinal" integer not null, primary key ("fileId", "chatId", "ordinal"))`,
      `create table "pollVotes" ("chatId" text not null references chats("id"), "ordinal" integer not null,
        "personId" text not null references people("id"), "option" integer not null,
        primary key ("chatId", "ordinal", "personId", "option"))`,
      `create table "pollAnswers" ("chatId" text not null references chats("id"), "ordinal" integer not null,
        "correct" integer not null, primary key ("chatId", "ordinal"))`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
