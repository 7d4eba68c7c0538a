import * as v from 'valibot';
import { ChatRightsChange } from './chat-rights.ts';
import { Chat } from './chats.ts';
import { ClientId } from './messages.ts';
import { Id } from './people.ts';

/** Longest title of an own chat, UTF-16 units, after it was cleaned. */
export const MAX_TITLE_LENGTH = 64;

/** People in one own chat. */
export const MAX_CHAT_MEMBERS = 500;

/** People that are added at a time. */
const People = v.pipe(v.array(Id), v.maxLength(MAX_CHAT_MEMBERS));
const Nothing = v.object({});

/** `always`: until it is given back. */
export const Silence = v.picklist(['hour', 'day', 'always', 'none']);
export type Silence = v.InferOutput<typeof Silence>;

/**
 * The own chats of people, and the rights of every chat. A title that is empty or too long has codes of its own, so
 * it is not limited here.
 */
export const OWN_CHAT_COMMANDS = {
  /**
   * Staff make a chat; the same `clientId` again is the same chat. `picture`: my own finished photo that hangs on no
   * message. Codes: not-allowed, title-empty, title-too-long, file-not-found, may-not-write, members-too-many.
   */
  'chat:create': {
    input: v.object({ clientId: ClientId, title: v.string(), picture: v.optional(Id), members: People }),
    output: v.object({ chat: Chat }),
  },
  /** Title and picture of an own chat (null takes it away); read-only and rights of any group. What is missing stays. */
  'chat:edit': {
    input: v.object({
      chatId: Id,
      title: v.optional(v.string()),
      picture: v.optional(v.nullable(Id)),
      isReadOnly: v.optional(v.boolean()),
      rights: v.optional(ChatRightsChange),
    }),
    output: Nothing,
  },
  /** Adds those whom I may write to; who is in it already stays as they are. */
  'member:add': { input: v.object({ chatId: Id, personIds: v.pipe(People, v.minLength(1)) }), output: Nothing },
  'member:remove': { input: v.object({ chatId: Id, personId: Id }), output: Nothing },
  /** The owner makes and unmakes admins; `owner` hands the chat over to one of the staff and makes me an admin. */
  'member:role': {
    input: v.object({ chatId: Id, personId: Id, role: v.picklist(['owner', 'admin', 'member']) }),
    output: Nothing,
  },
  /** Takes away one member's right to write, by the server's clock, or gives it back. */
  'member:silence': { input: v.object({ chatId: Id, personId: Id, silence: Silence }), output: Nothing },
  /**
   * Leaves an own chat. Its owner hands it over first (`owner-must-stay`); the last one keeps it in the archive, and
   * then `isArchived` says so.
   */
  'chat:leave': { input: v.object({ chatId: Id }), output: v.object({ isArchived: v.boolean() }) },
} as const;
