import * as v from 'valibot';
import { ChatKind, ChatRights, MemberRole } from './chat-rights.ts';
import { ChatSettings } from './chat-settings.ts';
import { Draft } from './drafts.ts';
import { MessagePreview } from './messages.ts';
import { Id, Person } from './people.ts';

export { ChatKind, MemberRole };

/** What names a chat: the screen's title is made of it by `i18n/names.ts`. `group` is «1», «2» where a class is split. */
export const ChatName = v.object({
  kind: ChatKind,
  className: v.optional(v.string()),
  subject: v.optional(v.string()),
  group: v.optional(v.string()),
  /** The other person of a direct chat. */
  peer: v.optional(Person),
  /** What an own chat is called, and its picture: a file of `file:links`. */
  title: v.optional(v.string()),
  picture: v.optional(Id),
});
export type ChatName = v.InferOutput<typeof ChatName>;

/** What of a chat can change while I am in it, whole: my place in it, its name and its rights. */
export const ChatStanding = v.object({
  title: v.optional(v.string()),
  picture: v.optional(Id),
  role: MemberRole,
  canStartCall: v.boolean(),
  memberCount: v.number(),
  /** Missing in what an older server said, and in what this browser kept from then: the defaults of its kind. */
  rights: v.optional(ChatRights),
  isReadOnly: v.optional(v.literal(true)),
  /** Until when I may not write, Unix ms by the server's clock; it may have passed. */
  silencedUntil: v.optional(v.number()),
});
export type ChatStanding = v.InferOutput<typeof ChatStanding>;

/**
 * A row of my chat list. Unread = `lastOrdinal − readOrdinal`; `firstOrdinal` is the first message I may see
 * (who joins later sees the history from joining on).
 */
export const Chat = v.object({
  id: Id,
  ...ChatName.entries,
  ...ChatStanding.entries,
  firstOrdinal: v.number(),
  lastOrdinal: v.number(),
  readOrdinal: v.number(),
  lastMessage: v.nullable(MessagePreview),
  draft: v.optional(Draft),
  /** How I keep it in my list; missing where I have changed nothing. */
  settings: v.optional(ChatSettings),
});
export type Chat = v.InferOutput<typeof Chat>;

/** A person in a chat. */
export const Member = v.object({
  person: Person,
  role: MemberRole,
  readOrdinal: v.number(),
  /** Until when they may not write, Unix ms; it may have passed. */
  silencedUntil: v.optional(v.number()),
});
export type Member = v.InferOutput<typeof Member>;
