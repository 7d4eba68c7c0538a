import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The roster, accounts, chats, messages, streams and calls. */
export const first: Migration = {
  async up(db) {
    const statements = [
      `create table schools ("id" text primary key, "sourcedId" text not null unique, "name" text not null)`,
      `create table people ("id" text primary key, "schoolId" text not null references schools("id"),
        "sourcedId" text not null, "role" text not null, "givenName" text not null, "familyName" text not null,
        "middleName" text, "className" text, "subjects" text not null, "phone" text, "leftAt" bigint,
        unique ("schoolId", "sourcedId"))`,
      `create index people_phone on people ("phone")`,
      `create table guardians ("parentId" text not null references people("id"),
        "childId" text not null references people("id"), primary key ("parentId", "childId"))`,

      `create table accounts ("id" text primary key, "vkUserId" text not null unique, "phoneHash" text,
        "createdAt" bigint not null, "codeFailures" integer not null, "codeLockedUntil" bigint not null)`,
      `create table bindings ("accountId" text not null references accounts("id"),
        "personId" text not null unique references people("id"), "proof" text not null, "boundAt" bigint not null,
        primary key ("accountId", "personId"))`,
      `create table "linkCodes" ("codeHash" text primary key, "personId" text not null references people("id"),
        "createdAt" bigint not null, "expiresAt" bigint not null, "usedAt" bigint)`,
      `create table "signIns" ("stateHash" text primary key, "verifier" text not null, "challenge" text not null,
        "clientState" text not null, "redirectUri" text not null, "cookieHash" text not null, "expiresAt" bigint not null)`,
      `create table "signInCodes" ("codeHash" text primary key, "accountId" text not null references accounts("id"),
        "challenge" text not null, "redirectUri" text not null, "expiresAt" bigint not null, "sessionId" text)`,
      `create table sessions ("id" text primary key, "accountId" text not null references accounts("id"),
        "createdAt" bigint not null, "seenAt" bigint not null, "endedAt" bigint, "userAgent" text not null)`,
      `create table tokens ("tokenHash" text primary key, "sessionId" text not null references sessions("id"),
        "kind" text not null, "expiresAt" bigint not null, "parentHash" text, "retiredAt" bigint)`,
      `create index tokens_session on tokens ("sessionId")`,

      `create table chats ("id" text primary key, "schoolId" text not null references schools("id"),
        "rosterKey" text not null, "kind" text not null, "className" text, "subject" text, "groupName" text,
        "lastOrdinal" integer not null, unique ("schoolId", "rosterKey"))`,
      `create table members ("chatId" text not null references chats("id"),
        "personId" text not null references people("id"), "role" text not null, "firstOrdinal" integer not null,
        "readOrdinal" integer not null, "leftAt" bigint, primary key ("chatId", "personId"))`,
      `create index members_person on members ("personId")`,
      `create table messages ("chatId" text not null references chats("id"), "ordinal" integer not null,
        "senderId" text not null references people("id"), "clientId" text not null, "text" text not null,
        "sentAt" bigint not null, primary key ("chatId", "ordinal"))`,
      `create unique index messages_once on messages ("senderId", "chatId", "clientId")`,

      `create table streams ("name" text primary key, "seq" integer not null)`,
      `create table events ("stream" text not null, "seq" integer not null, "body" text not null,
        primary key ("stream", "seq"))`,

      `create table calls ("id" text primary key, "chatId" text not null references chats("id"),
        "room" text not null unique, "startedBy" text not null references people("id"), "startedAt" bigint not null,
        "endedAt" bigint, "endReason" text)`,
      `create unique index calls_one_live on calls ("chatId") where "endedAt" is null`,
      `create table participants ("callId" text not null references calls("id"), "identity" text not null,
        "personId" text not null references people("id"), "joinedAt" bigint not null, "leftAt" bigint,
        primary key ("callId", "identity", "joinedAt"))`,

      `create table settings ("key" text primary key, "value" text not null)`,
    ];
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
