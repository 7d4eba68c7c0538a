import * as v from 'valibot';
import { ChatName } from './chats.ts';
import type { CommandName } from './commands.ts';
import { Id, Person } from './people.ts';

/** Where a browser goes with a guest's link: a path of the server, with a secret behind it. */
export const GUEST_PATH = '/guest';

/** What stands behind `/guest/` in a link: 128 random bits. */
export const GuestSecret = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/));

/** Longest part of a guest's name, UTF-16 units. */
export const MAX_GUEST_NAME_LENGTH = 40;

/** `GET /guest/<secret>/call`: what one is invited to. */
export const GuestInvitation = v.object({ chat: ChatName, schoolName: v.string() });
export type GuestInvitation = v.InferOutput<typeof GuestInvitation>;

const TypedName = v.pipe(v.string(), v.maxLength(MAX_GUEST_NAME_LENGTH));
/** Body of `POST /guest/<secret>/enter`. A name of which nothing is left when it is cleaned has a code of its own. */
export const GuestName = v.object({ givenName: TypedName, familyName: TypedName });
export type GuestName = v.InferOutput<typeof GuestName>;

/** Its answer: who one is in this call, and what proves it to the socket for as long as the call goes on. */
export const GuestPass = v.object({ token: v.string(), chatId: Id, me: Person });
export type GuestPass = v.InferOutput<typeof GuestPass>;

/** All that a guest may ask over the socket. */
export const GUEST_COMMANDS: readonly CommandName[] = [
  ...(['call:state', 'call:join', 'call:give-up', 'call:room', 'call:raise-hand', 'call:react'] as const),
];
