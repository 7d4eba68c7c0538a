import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { isWithin } from '../../protocol/chat-rights.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Invitation, Invite, InviteLifetime } from '../../protocol/invites.ts';
import type { Bus } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import { meByIds } from '../people/people.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import { admit } from './admit.ts';
import { chatsFor } from './list.ts';
import { memberIds, memberOf } from './members.ts';
import { requireMember, rightsOf, standingOf } from './rules.ts';
import { type ChatRow, chatById } from './store.ts';

interface Deps {
  db: Database;
  bus: Bus;
  clock: () => number;
}
type InviteRow = Selectable<Tables['invites']>;

const DAY = 24 * 3_600_000;
const LIFETIMES = { day: DAY, week: 7 * DAY, month: 30 * DAY, always: null } as const;

/** Where a browser goes with a link: a path of this server. */
export const JOIN_PATH = '/join';

function toInvite({ secret, createdAt, expiresAt, maxUses, uses }: InviteRow): Invite {
  return { path: `${JOIN_PATH}/${secret}`, createdAt, expiresAt, maxUses, uses };
}

async function inviteOf(db: Queries, chatId: string): Promise<InviteRow | undefined> {
  return db.selectFrom('invites').selectAll().where('chatId', '=', chatId).executeTakeFirst();
}

/** By the chat's right to invite, in own chats only: who is in a roster chat is the roster's. */
async function requireMayInvite(db: Queries, personId: string, chatId: string): Promise<void> {
  const { chat, member, person } = await requireMember(db, personId, chatId);
  const may = chat.kind === 'own' && isWithin(rightsOf(chat).invite, standingOf(member, person));
  if (!may) throw new AppError('not-allowed');
}

/** The chat's link as it is now; null where there is none. */
export async function getInvite(db: Queries, personId: string, chatId: string): Promise<Invite | null> {
  await requireMayInvite(db, personId, chatId);
  const row = await inviteOf(db, chatId);
  return row ? toInvite(row) : null;
}

/** Makes the chat's link, or makes it anew: the one before stops working at once. */
export async function makeInvite(
  deps: Deps,
  personId: string,
  { chatId, lifetime, maxUses }: { chatId: string; lifetime: InviteLifetime; maxUses: number | null },
): Promise<Invite> {
  return deps.db.transaction().execute(async (trx) => {
    await requireMayInvite(trx, personId, chatId);
    const now = deps.clock();
    const length = LIFETIMES[lifetime];
    const row = {
      secret: randomBytes(16).toString('base64url'),
      createdBy: personId,
      createdAt: now,
      expiresAt: length === null ? null : now + length,
      maxUses,
      uses: 0,
    };
    await trx
      .insertInto('invites')
      .values({ chatId, ...row })
      .onConflict((conflict) => conflict.column('chatId').doUpdateSet(row))
      .execute();
    return toInvite({ chatId, ...row });
  });
}

export async function removeInvite(db: Database, personId: string, chatId: string): Promise<void> {
  await requireMayInvite(db, personId, chatId);
  await db.deleteFrom('invites').where('chatId', '=', chatId).execute();
}

async function schoolNameOf(db: Queries, chat: ChatRow): Promise<string> {
  const row = await db.selectFrom('schools').select('name').where('id', '=', chat.schoolId).executeTakeFirst();
  return row?.name ?? '';
}

/** The chat that a link leads to. Throws invite-not-found, invite-expired, invite-used-up. */
async function requireInvite(db: Queries, secret: string, now: number): Promise<{ chat: ChatRow; invite: InviteRow }> {
  const invite = await db.selectFrom('invites').selectAll().where('secret', '=', secret).executeTakeFirst();
  const chat = invite && (await chatById(db, invite.chatId));
  if (!invite || !chat) throw new AppError('invite-not-found');
  if (invite.expiresAt !== null && invite.expiresAt <= now) throw new AppError('invite-expired');
  if (invite.maxUses !== null && invite.uses >= invite.maxUses) throw new AppError('invite-used-up');
  return { chat, invite };
}

/** A person of the chat's school, who was not taken out of the chat; one of another school finds no link (S16). */
async function requireMayJoin(db: Queries, personId: string, chat: ChatRow): Promise<void> {
  const row = await db
    .selectFrom('people')
    .leftJoin('members', (join) => join.onRef('members.personId', '=', 'people.id').on('members.chatId', '=', chat.id))
    .select('members.isRemoved')
    .where('people.id', '=', personId)
    .where('people.schoolId', '=', chat.schoolId)
    .where('people.leftAt', 'is', null)
    .executeTakeFirst();
  if (!row) throw new AppError('invite-not-found');
  if (row.isRemoved === 1) throw new AppError('removed-from-chat');
}

/** What a link says to whoever has it, signed in or not. Throws as `lookAtInvite`. */
export async function invitationOf(db: Queries, secret: string, now: number): Promise<Invitation> {
  const { chat } = await requireInvite(db, secret, now);
  const memberCount = (await memberIds(db, chat.id)).length;
  return { title: chat.title ?? '', schoolName: await schoolNameOf(db, chat), memberCount };
}

/**
 * What a link leads a person to. Who is in the chat is told so, whatever has become of the link's time and uses.
 * Throws invite-not-found, invite-expired, invite-used-up, removed-from-chat.
 */
export async function lookAtInvite(deps: Deps, personId: string, secret: string): Promise<Invitation> {
  const { db } = deps;
  const row = await db.selectFrom('invites').select('chatId').where('secret', '=', secret).executeTakeFirst();
  if (row && (await memberOf(db, row.chatId, personId))) {
    const chat = await chatById(db, row.chatId);
    const memberCount = (await memberIds(db, row.chatId)).length;
    const schoolName = chat ? await schoolNameOf(db, chat) : '';
    return { title: chat?.title ?? '', schoolName, memberCount, chatId: row.chatId };
  }
  const { chat } = await requireInvite(db, secret, deps.clock());
  await requireMayJoin(db, personId, chat);
  return invitationOf(db, secret, deps.clock());
}

/** Joins the chat of a link; who is in it already gets it and uses nothing up. Throws as `lookAtInvite`, members-too-many. */
export async function acceptInvite(deps: Deps, personId: string, secret: string): Promise<Chat> {
  const { chatId, publications } = await deps.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('invites').select('chatId').where('secret', '=', secret).executeTakeFirst();
    if (row && (await memberOf(trx, row.chatId, personId))) return { chatId: row.chatId, publications: [] };
    const now = deps.clock();
    const { chat } = await requireInvite(trx, secret, now);
    await requireMayJoin(trx, personId, chat);
    const [me] = await meByIds(trx, [personId]);
    if (!me) throw new AppError('person-not-linked');
    const { children: _, ...person } = me;
    const joined = await admit(trx, {
      chatId: chat.id,
      people: [person],
      by: person,
      line: () => ({ kind: 'joined' }),
      now,
    });
    await trx
      .updateTable('invites')
      .set((eb) => ({ uses: eb('uses', '+', 1) }))
      .where('secret', '=', secret)
      .execute();
    return { chatId: chat.id, publications: joined.publications };
  });
  deps.bus.publish(publications);
  const [chat] = await chatsFor(deps.db, personId, [chatId]);
  if (!chat) throw new AppError('chat-not-found');
  return chat;
}
