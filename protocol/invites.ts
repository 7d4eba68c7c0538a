import * as v from 'valibot';
import { Chat } from './chats.ts';
import { MAX_CHAT_MEMBERS } from './own-chats.ts';
import { Id } from './people.ts';

/** How long a link is good; `always`: until it is made anew or taken away. */
export const InviteLifetime = v.picklist(['day', 'week', 'month', 'always']);
export type InviteLifetime = v.InferOutput<typeof InviteLifetime>;

/** The one link of a chat. `path` is below the server's address; times are Unix ms. */
export const Invite = v.object({
  path: v.string(),
  createdAt: v.number(),
  expiresAt: v.nullable(v.number()),
  /** How many people may come by it, and how many have. */
  maxUses: v.nullable(v.number()),
  uses: v.number(),
});
export type Invite = v.InferOutput<typeof Invite>;

/** What a link's owner shows to whoever has it: enough to know what one joins. */
export const Invitation = v.object({
  title: v.string(),
  schoolName: v.string(),
  memberCount: v.number(),
  /** The chat, for who is in it already. */
  chatId: v.optional(Id),
});
export type Invitation = v.InferOutput<typeof Invitation>;

/** What stands behind `/join/` in a link: 128 random bits. */
export const InviteSecret = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));

const Nothing = v.object({});

/** Links by which people of the school join an own chat; for those who have the right to invite. */
export const INVITE_COMMANDS = {
  'invite:get': { input: v.object({ chatId: Id }), output: v.object({ invite: v.nullable(Invite) }) },
  /** Makes the chat's link, or makes it anew: the one before stops working at once. */
  'invite:make': {
    input: v.object({
      chatId: Id,
      lifetime: InviteLifetime,
      maxUses: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_CHAT_MEMBERS))),
    }),
    output: v.object({ invite: Invite }),
  },
  'invite:remove': { input: v.object({ chatId: Id }), output: Nothing },
  /** Codes of both: invite-not-found, invite-expired, invite-used-up, removed-from-chat. */
  'invite:look': { input: v.object({ secret: InviteSecret }), output: v.object({ invitation: Invitation }) },
  /** Joins the chat; who is in it already just gets it. */
  'invite:accept': { input: v.object({ secret: InviteSecret }), output: v.object({ chat: Chat }) },
} as const;

/** The whole link of a secret. */
export function inviteUrl(serverUrl: string, secret: string): string {
  return `${serverUrl}/join/${secret}`;
}

/** The secret of an invite link of this server; null for any other text. `serverUrl`: without a slash at its end. */
export function inviteSecret(text: string, serverUrl: string): string | null {
  const typed = text.trim();
  const start = inviteUrl(serverUrl, '');
  if (!typed.startsWith(start)) return null;
  const secret = typed.slice(start.length).replace(/[/?#].*$/, '');
  return v.is(InviteSecret, secret) ? secret : null;
}
