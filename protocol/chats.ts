import * as v from 'valibot';
import { ChatSettings } from './chat-settings.ts';
import { Draft } from './drafts.ts';
import { MessagePreview } from './messages.ts';
import { Id, Person } from './people.ts';

export const ChatKind = v.picklist(['staff', 'class', 'parents', 'subject', 'direct']);
export type ChatKind = v.InferOutput<typeof ChatKind>;

export const MemberRole = v.picklist(['owner', 'admin', 'member']);
export type MemberRole = v.InferOutput<typeof MemberRole>;

/** What names a chat: the screen's title is made of it by `i18n/names.ts`. `group` is «1», «2» where a class is split. */
export const ChatName = v.object({
  kind: ChatKind,
  className: v.optional(v.string()),
  subject: v.optional(v.string()),
  group: v.optional(v.string()),
  /** The other person of a direct chat. */
  peer: v.optional(Person),
});
export type ChatName = v.InferOutput<typeof ChatName>;

/**
 * A row of my chat list. Unread = `lastOrdinal − readOrdinal`; `firstOrdinal` is the first message I may see
 * (who joins later sees the history from joining on).
 */
export const Chat = v.object({
  id: Id,
  ...ChatName.entries,
  role: MemberRole,
  canStartCall: v.boolean(),
  memberCount: v.number(),
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
export const Member = v.object({ person: Person, role: MemberRole, readOrdinal: v.number() });
export type Member = v.InferOutput<typeof Member>;
