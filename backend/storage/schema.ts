import type { Generated } from 'kysely';
import type { CallEntry } from '../../protocol/call-room.ts';
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
    /** The last `seq` of the stream `chat:<id>`. */
    lastSeq: Generated<number>;
    /** What an own chat is called, and its picture (a file). */
    title: string | null;
    picture: string | null;
    isReadOnly: Generated<number>;
    /** ChatRights that differ from the defaults of the kind, JSON. */
    rights: Generated<string>;
  };
  members: {
    chatId: string;
    personId: string;
    role: MemberRole;
    /** The first message this member may see. */
    firstOrdinal: number;
    readOrdinal: number;
    leftAt: number | null;
    /** Until when this member may not write; kept over leaving and coming back. */
    silencedUntil: number | null;
    /** Taken out by somebody: a link does not bring them back. */
    isRemoved: Generated<number>;
  };
  /** The one link by which people join an own chat; it is shown again to who may invite, so it is not hashed. */
  invites: {
    chatId: string;
    secret: string;
    createdBy: string;
    createdAt: number;
    expiresAt: number | null;
    maxUses: number | null;
    uses: number;
  };
  messages: {
    chatId: string;
    ordinal: number;
    senderId: string;
    clientId: string;
    text: string;
    sentAt: number;
    /** Where it was sent in the chat's stream: the message itself is the log of that (`streams.ts`). */
    seq: Generated<number>;
    /** What else the message has (MessageExtra), JSON. */
    extra: Generated<string>;
  };

  /** How a person keeps a chat in their list; no row for a chat that they have not touched. */
  chatSettings: {
    chatId: string;
    personId: string;
    pinnedAt: number | null;
    mutedUntil: number | null;
    isArchived: number;
    isMarkedUnread: number;
  };
  /** PersonSettings as JSON. */
  personSettings: { personId: string; settings: string };

  // search
  /** The messages that are in `messageSearch`; `id` is its row there, and stands in the order of time. */
  searchDocuments: { id: number; chatId: string; ordinal: number };
  /** How far each chat is in the index. */
  searchProgress: { chatId: string; ordinal: number };
  /** FTS5 over the stems of each message's words. */
  messageSearch: { rowid: number; stems: string };

  /** One-time links by which people take their data away. */
  exportLinks: { tokenHash: string; personId: string; expiresAt: number };

  // files: what hangs on messages
  files: {
    id: string;
    ownerId: string;
    name: string;
    /** Bytes: as announced while it is uploaded, then as it is kept. */
    size: number;
    createdAt: number;
    state: 'uploading' | 'ready' | 'refused';
    /** Why it was refused: a code of `protocol/errors.ts`. */
    refusal: string | null;
    kind: 'photo' | 'video' | 'voice' | 'file' | null;
    /** What the bytes say that it is. */
    mime: string;
    /** The rest of the attachment, JSON. */
    details: string;
  };
  fileUses: { fileId: string; chatId: string; ordinal: number };

  // polls
  pollVotes: { chatId: string; ordinal: number; personId: string; option: number };
  /** The right option of a quiz. */
  pollAnswers: { chatId: string; ordinal: number; correct: number };

  // what people do with messages
  /** Deleted for one person only. */
  hidden: { personId: string; chatId: string; ordinal: number };
  important: { personId: string; chatId: string; ordinal: number; markedAt: number };
  /** Draft as JSON. */
  drafts: { personId: string; chatId: string; draft: string };
  /** Messages that go out later. */
  scheduled: {
    id: string;
    personId: string;
    chatId: string;
    clientId: string;
    sendAt: number;
    /** What is sent (SendInput), and what its sender sees of it beside the text (quote, attachments), JSON. */
    input: string;
    shown: string;
    /** The code of the refusal when its time came. */
    failed: string | null;
  };
  /** Files that wait with them. */
  scheduledFiles: { fileId: string; scheduledId: string };
  /** The one pinned message of a chat. */
  pins: { chatId: string; ordinal: number; pinnedBy: string; pinnedAt: number };

  // streams: the last `seq` of those of people
  streams: { name: string; seq: number };
  /** `body`: the events of one commit as a JSON array (LoggedEvent); `seq` is the last one's. */
  events: { stream: string; seq: number; body: string };

  // calls
  calls: {
    id: string;
    chatId: string;
    room: string;
    startedBy: string;
    startedAt: number;
    endedAt: number | null;
    endReason: 'ended' | 'empty' | 'no-staff' | 'declined' | 'no-answer' | 'cancelled' | null;
    /** Until when a direct call rings; null: it does not. */
    ringsUntil: Generated<number | null>;
    /** When the other took a direct call. */
    answeredAt: Generated<number | null>;
  };
  participants: {
    callId: string;
    /** LiveKit's identity, `person:device`. */
    identity: string;
    personId: string;
    joinedAt: number;
    leftAt: number | null;
  };

  /** A call's rules and the last deed, from the first change on; `version` grows with each. */
  callRooms: {
    callId: string;
    version: number;
    /** CallRulesChange: what differs from the first rules, JSON. */
    rules: string;
    /** DeedKind, by whom, to whom, when. */
    deed: string | null;
    deedBy: string | null;
    deedAbout: string | null;
    deedAt: number | null;
  };
  /** Who records a live call, from which stay in it. No row: nobody does. */
  callRecordings: {
    callId: string;
    personId: string;
    identity: string;
    joinedAt: number;
    since: number;
  };
  /** Members who stand in for a chat's own teacher. */
  substitutes: { chatId: string; personId: string; until: number };
  /** The link for guests of a live call. No row: there is none. */
  guestLinks: { callId: string; secret: string; createdBy: string; createdAt: number };
  /** Who came by it: a row of `people` that was never of the school (`leftAt` is set from the start). */
  guests: { personId: string; callId: string; tokenHash: string; createdAt: number };
  /** A person at a call's door and inside it. */
  callStandings: {
    callId: string;
    personId: string;
    entry: CallEntry;
    /** Since when they wait, and when they last asked. */
    askedAt: number;
    seenAt: number;
    handAt: number | null;
    floorAt: number | null;
  };
  /** Deeds of power over others: who, when, what, where and to whom. */
  audit: {
    id: Generated<number>;
    at: number;
    personId: string;
    deed: string;
    chatId: string | null;
    callId: string | null;
    aboutId: string | null;
    details: string | null;
  };

  settings: { key: string; value: string };
}
