import { randomBytes, randomUUID } from 'node:crypto';
import { GUEST_PATH, type GuestInvitation, type GuestName, type GuestPass } from '../../protocol/guests.ts';
import type { Person } from '../../protocol/people.ts';
import { randomSecret, sha256 } from '../accounts/secrets.ts';
import { toChatName } from '../chats/rules.ts';
import { cleanLine } from '../chats/title.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';

/** People who may come by the link of one call, those who were refused among them. */
export const MAX_GUESTS = 100;
/** A guest's token says so: it is looked for here and nowhere else. */
const TOKEN_START = 'guest.';
/** How long a guest's socket may stay open on one look at the call, ms; it comes back where the call still goes on. */
const SOCKET_MS = 3_600_000;

/** The link of a call; null where there is none. */
export async function guestUrlOf(db: Queries, publicUrl: string, callId: string): Promise<string | null> {
  const row = await db.selectFrom('guestLinks').select('secret').where('callId', '=', callId).executeTakeFirst();
  return row ? `${publicUrl}${GUEST_PATH}/${row.secret}` : null;
}

/** Makes the link; one that is there stays. Inside the caller's transaction, like the next one. */
export async function openToGuests(db: Queries, callId: string, by: string, now: number): Promise<void> {
  const secret = randomBytes(16).toString('base64url');
  await db
    .insertInto('guestLinks')
    .values({ callId, secret, createdBy: by, createdAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Takes the link away, and with it every guest who was not let in; gives the ids of those. */
export async function closeToGuests(db: Queries, callId: string): Promise<string[]> {
  await db.deleteFrom('guestLinks').where('callId', '=', callId).execute();
  const admitted = db
    .selectFrom('callStandings')
    .select('personId')
    .where('callId', '=', callId)
    .where('entry', '=', 'admitted');
  const gone = await db
    .deleteFrom('guests')
    .where('callId', '=', callId)
    .where('personId', 'not in', admitted)
    .returning('personId')
    .execute();
  const ids = gone.map(({ personId }) => personId);
  if (ids.length > 0) {
    const waiting = db.deleteFrom('callStandings').where('callId', '=', callId).where('personId', 'in', ids);
    await waiting.where('entry', '=', 'waiting').execute();
  }
  return ids;
}

/** The live call of a link, with its chat. Throws guest-link-over. */
async function requireLink(db: Queries, secret: string) {
  const row = await db
    .selectFrom('guestLinks')
    .innerJoin('calls', 'calls.id', 'guestLinks.callId')
    .innerJoin('chats', 'chats.id', 'calls.chatId')
    .innerJoin('schools', 'schools.id', 'chats.schoolId')
    .selectAll('chats')
    .select(['calls.id as callId', 'schools.name as schoolName'])
    .where('guestLinks.secret', '=', secret)
    .where('calls.endedAt', 'is', null)
    .executeTakeFirst();
  if (!row) throw new AppError('guest-link-over');
  return row;
}

/** What a link invites to, for whoever has it. Throws guest-link-over. */
export async function guestInvitation(db: Queries, secret: string): Promise<GuestInvitation> {
  const { schoolName, ...chat } = await requireLink(db, secret);
  // The picture of a chat is for its people.
  const { picture: _, ...name } = toChatName(chat);
  return { chat: name, schoolName };
}

/**
 * Makes a guest of a call: somebody with a name of their own choice, a role of their own, and no way into anything
 * else. Throws guest-link-over, guests-too-many, name-empty.
 */
export async function enterAsGuest(
  { db, clock }: { db: Database; clock: () => number },
  secret: string,
  typed: GuestName,
): Promise<GuestPass> {
  const givenName = cleanLine(typed.givenName);
  const familyName = cleanLine(typed.familyName);
  if (!givenName || !familyName) throw new AppError('name-empty');
  const me: Person = { id: randomUUID(), role: 'guest', givenName, familyName };
  const token = TOKEN_START + randomSecret();
  const now = clock();
  return db.transaction().execute(async (trx) => {
    const { id: chatId, callId, schoolId } = await requireLink(trx, secret);
    const { count } = await trx
      .selectFrom('guests')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('callId', '=', callId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MAX_GUESTS) throw new AppError('guests-too-many');
    await trx
      .insertInto('people')
      // Whoever asks for the people of the school leaves out who has left it, and so every guest.
      .values({ ...me, schoolId, sourcedId: `guest:${me.id}`, leftAt: now, ...NOTHING_KNOWN })
      .execute();
    await trx
      .insertInto('guests')
      .values({ personId: me.id, callId, tokenHash: sha256(token), createdAt: now })
      .execute();
    return { token, chatId, me };
  });
}
const NOTHING_KNOWN = { middleName: null, className: null, subjects: '[]', phone: null };

const liveGuests = (db: Queries) =>
  db.selectFrom('guests').innerJoin('calls', 'calls.id', 'guests.callId').where('calls.endedAt', 'is', null);

/** Whether somebody is a guest of the chat's live call. */
export async function isGuestIn(db: Queries, personId: string, chatId: string): Promise<boolean> {
  const query = liveGuests(db).where('guests.personId', '=', personId).where('calls.chatId', '=', chatId);
  return (await query.select('guests.personId').executeTakeFirst()) !== undefined;
}

/** The guests of the chat's call that goes on, or else of its last one. */
export async function guestIdsIn(db: Queries, chatId: string): Promise<string[]> {
  const last = db.selectFrom('calls').select('id').where('chatId', '=', chatId).orderBy('startedAt', 'desc').limit(1);
  const rows = await db.selectFrom('guests').select('personId').where('callId', '=', last).execute();
  return rows.map(({ personId }) => personId);
}

export const isGuestToken = (token: string): boolean => token.startsWith(TOKEN_START);

/** Whom a guest's token speaks for, as long as the call goes on. Throws token-invalid. */
export async function authenticateGuest(
  db: Queries,
  token: string,
  now: number,
): Promise<{ personId: string; expiresAt: number }> {
  const row = await liveGuests(db)
    .select('guests.personId')
    .where('guests.tokenHash', '=', sha256(token))
    .executeTakeFirst();
  if (!row) throw new AppError('token-invalid');
  return { personId: row.personId, expiresAt: now + SOCKET_MS };
}
