import type { ChatKind, MemberRole } from '../../protocol/chats.ts';
import type { PersonRole } from '../../protocol/people.ts';

/** Tables as Kysely sees them. Times are Unix milliseconds; flags are 0 or 1. The DDL is in `migrations.ts`. */
export interface Tables {
  schools: { id: string; sourcedId: string; name: string };

  // people: the roster
  people: {
    id: string;
    schoolId: string;
    /** The roster's own id (OneRoster `sourcedId`). */
    sourcedId: string;
    role: PersonRole;
    givenName: string;
    familyName: string;
    middleName: string | null;
    className: string | null;
    /** A teacher's subjects, JSON array of strings. */
    subjects: string;
    /** Digits with the country's code, no plus: 79991234567. */
    phone: string | null;
    leftAt: number | null;
  };
  guardians: { parentId: string; childId: string };

  // accounts: who signs in
  accounts: {
    id: string;
    vkUserId: string;
    /** HMAC of the phone that VK ID verified, so that the profile itself is not stored. */
    phoneHash: string | null;
    createdAt: number;
    codeFailures: number;
    codeLockedUntil: number;
  };
  bindings: { accountId: string; personId: string; proof: 'phone' | 'code'; boundAt: number };
  linkCodes: { codeHash: string; personId: string; createdAt: number; expiresAt: number; usedAt: number | null };
  signIns: {
    stateHash: string;
    verifier: string;
    challenge: string;
    clientState: string;
    redirectUri: string;
    cookieHash: string;
    expiresAt: number;
  };
  signInCodes: {
    codeHash: string;
    accountId: string;
    challenge: string;
    redirectUri: string;
    expiresAt: number;
    /** Set when the code was exchanged: using it again ends this session. */
    sessionId: string | null;
  };
  sessions: {
    id: string;
    accountId: string;
    createdAt: number;
    seenAt: number;
    endedAt: number | null;
    userAgent: string;
  };
  tokens: {
    tokenHash: string;
    sessionId: string;
    kind: 'access' | 'refresh';
    expiresAt: number;
    /** The refresh token that this one succeeds. */
    parentHash: string | null;
    /** When its successor was first used; used after that, it ends the session. */
    retiredAt: number | null;
  };

  // chats
  chats: {
    id: string;
    schoolId: string;
    /** What of the roster the chat stands for: the same key on every import. */
    rosterKey: string;
    kind: ChatKind;
    className: string | null;
    subject: string | null;
    groupName: string | null;
    lastOrdinal: number;
  };
  members: {
    chatId: string;
    personId: string;
    role: MemberRole;
    /** The first message this member may see. */
    firstOrdinal: number;
    readOrdinal: number;
    leftAt: number | null;
  };
  messages: {
    chatId: string;
    ordinal: number;
    senderId: string;
    clientId: string;
    text: string;
    sentAt: number;
  };

  // streams
  streams: { name: string; seq: number };
  events: { stream: string; seq: number; body: string };

  // calls
  calls: {
    id: string;
    chatId: string;
    room: string;
    startedBy: string;
    startedAt: number;
    endedAt: number | null;
    endReason: 'ended' | 'empty' | 'no-staff' | null;
  };
  participants: {
    callId: string;
    /** LiveKit's identity, `person:device`. */
    identity: string;
    personId: string;
    joinedAt: number;
    leftAt: number | null;
  };

  settings: { key: string; value: string };
}
