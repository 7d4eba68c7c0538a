import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Message } from '../../protocol/messages.ts';
import { MAX_SCHEDULE_AHEAD, MAX_SCHEDULED, type Scheduled } from '../../protocol/scheduled.ts';
import type { Bus } from '../bus/bus.ts';
import { AppError } from '../errors.ts';
import type { Database, Queries } from '../storage/database.ts';
import type { Tables } from '../storage/schema.ts';
import { tellMyself } from './own-stream.ts';
import { checkSend, type Send, type SendInput } from './rules.ts';

export interface ScheduledDeps {
  db: Database;
  bus: Bus;
  clock: () => number;
  send: Send;
  /** Something is due sooner than was known. */
  wake: () => void;
}
type Row = Selectable<Tables['scheduled']>;
/** What its sender sees of it beside the text. */
type Shown = Pick<Message, 'replyTo' | 'attachments'>;

function toScheduled({ id, chatId, sendAt, input, shown, failed }: Row): Scheduled {
  const { text, poll } = JSON.parse(input) as SendInput;
  return {
    id,
    chatId,
    text,
    sendAt,
    ...(JSON.parse(shown) as Shown),
    ...(poll ? { poll } : {}),
    ...(failed ? { failed: failed as NonNullable<Scheduled['failed']> } : {}),
  };
}

/** All that a person has waiting, the next one first. */
export async function scheduledOf(db: Queries, personId: string): Promise<Scheduled[]> {
  const rows = await db
    .selectFrom('scheduled')
    .selectAll()
    .where('personId', '=', personId)
    .orderBy('sendAt')
    .orderBy('id')
    .execute();
  return rows.map(toScheduled);
}

function requireTime(sendAt: number, now: number): void {
  if (sendAt <= now || sendAt > now + MAX_SCHEDULE_AHEAD) throw new AppError('time-invalid');
}

/** Somebody's else is not there (S16). */
async function requireOwn(db: Queries, personId: string, id: string): Promise<Row> {
  const row = await db
    .selectFrom('scheduled')
    .selectAll()
    .where('id', '=', id)
    .where('personId', '=', personId)
    .executeTakeFirst();
  if (!row) throw new AppError('scheduled-not-found');
  return row;
}

const shownOf = ({ replyTo, attachments }: Message): Shown => ({
  ...(replyTo ? { replyTo } : {}),
  ...(attachments ? { attachments } : {}),
});

/** What is sent later: the text as it was cleaned, and of the mentioned those who are in the chat. */
const kept = (input: SendInput, { text, mentions }: Message): SendInput => ({ ...input, text, mentions });

async function keepFiles(db: Queries, scheduledId: string, fileIds: string[]): Promise<void> {
  if (fileIds.length === 0) return;
  const taken = await db.selectFrom('scheduledFiles').select('fileId').where('fileId', 'in', fileIds).execute();
  if (taken.length > 0) throw new AppError('file-not-found');
  await db
    .insertInto('scheduledFiles')
    .values(fileIds.map((fileId) => ({ fileId, scheduledId })))
    .execute();
}

/**
 * Puts a message off; the same client id again is the same message. Throws what a send throws, time-invalid,
 * scheduled-too-many.
 */
export async function addScheduled(
  deps: ScheduledDeps,
  personId: string,
  { sendAt, ...asked }: Omit<SendInput, 'senderId' | 'forwardOf'> & { sendAt: number },
): Promise<Scheduled> {
  const input: SendInput = { ...asked, senderId: personId };
  const { row, publications } = await deps.db.transaction().execute(async (trx) => {
    const before = await trx
      .selectFrom('scheduled')
      .selectAll()
      .where('personId', '=', personId)
      .where('chatId', '=', input.chatId)
      .where('clientId', '=', input.clientId)
      .executeTakeFirst();
    if (before) return { row: before, publications: [] };
    const now = deps.clock();
    const message = await checkSend(trx, input, now);
    requireTime(sendAt, now);
    if ((await scheduledOf(trx, personId)).length >= MAX_SCHEDULED) throw new AppError('scheduled-too-many');
    const fresh: Row = {
      id: randomUUID(),
      personId,
      chatId: input.chatId,
      clientId: input.clientId,
      sendAt,
      input: JSON.stringify(kept(input, message)),
      shown: JSON.stringify(shownOf(message)),
      failed: null,
    };
    await trx.insertInto('scheduled').values(fresh).execute();
    await keepFiles(trx, fresh.id, input.attachments ?? []);
    const told = await tellMyself(trx, personId, { type: 'scheduled:changed', scheduled: toScheduled(fresh) });
    return { row: fresh, publications: told };
  });
  deps.bus.publish(publications);
  deps.wake();
  return toScheduled(row);
}

/** Another text or time; a refused one is tried again at its new time. Throws as `addScheduled`, scheduled-not-found. */
export async function editScheduled(
  deps: ScheduledDeps,
  personId: string,
  change: { scheduledId: string; text?: string | undefined; sendAt?: number | undefined },
): Promise<Scheduled> {
  const { row, publications } = await deps.db.transaction().execute(async (trx) => {
    const before = await requireOwn(trx, personId, change.scheduledId);
    const now = deps.clock();
    const input: SendInput = { ...(JSON.parse(before.input) as SendInput) };
    if (change.text !== undefined) input.text = change.text;
    const message = await checkSend(trx, input, now);
    const sendAt = change.sendAt ?? before.sendAt;
    requireTime(sendAt, now);
    const values = { sendAt, input: JSON.stringify(kept(input, message)), failed: null };
    await trx.updateTable('scheduled').set(values).where('id', '=', before.id).execute();
    const after: Row = { ...before, ...values };
    const told = await tellMyself(trx, personId, { type: 'scheduled:changed', scheduled: toScheduled(after) });
    return { row: after, publications: told };
  });
  deps.bus.publish(publications);
  deps.wake();
  return toScheduled(row);
}

/** Forgets what waits, and its files with it; whoever did so first is told. */
async function forget(deps: Pick<ScheduledDeps, 'db' | 'bus'>, personId: string, id: string): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('scheduledFiles').where('scheduledId', '=', id).execute();
    const gone = await trx.deleteFrom('scheduled').where('id', '=', id).returning('id').executeTakeFirst();
    return gone ? tellMyself(trx, personId, { type: 'scheduled:gone', id }) : [];
  });
  deps.bus.publish(publications);
}

export async function removeScheduled(deps: ScheduledDeps, personId: string, id: string): Promise<void> {
  await requireOwn(deps.db, personId, id);
  await forget(deps, personId, id);
}

/** The client id under which it is sent: tried again after a crash it is the same message (G2). */
const sentAs = ({ id }: Row) => `later-${id}`;

/** Sends it now instead. Throws what a send throws, and then it stays as it is. */
export async function sendScheduled(deps: ScheduledDeps, personId: string, id: string): Promise<void> {
  const row = await requireOwn(deps.db, personId, id);
  await deps.send({ ...(JSON.parse(row.input) as SendInput), clientId: sentAs(row) });
  await forget(deps, personId, id);
}

/** Keeps why one was refused, and tells its sender; one that is gone or was put off again meanwhile stays so. */
async function keepRefusal(deps: Pick<ScheduledDeps, 'db' | 'bus'>, row: Row, code: string): Promise<void> {
  const publications = await deps.db.transaction().execute(async (trx) => {
    const changed = await trx
      .updateTable('scheduled')
      .set({ failed: code })
      .where('id', '=', row.id)
      .where('sendAt', '=', row.sendAt)
      .returningAll()
      .executeTakeFirst();
    if (!changed) return [];
    return tellMyself(trx, row.personId, { type: 'scheduled:changed', scheduled: toScheduled(changed) });
  });
  deps.bus.publish(publications);
}

/** Sends what is due, in the order of its times. Returns when the next one is, Unix ms; null: nothing waits. */
export async function sendDue(deps: Omit<ScheduledDeps, 'wake'>): Promise<number | null> {
  const { db } = deps;
  const due = await db
    .selectFrom('scheduled')
    .selectAll()
    .where('failed', 'is', null)
    .where('sendAt', '<=', deps.clock())
    .orderBy('sendAt')
    .limit(200)
    .execute();
  let failure: unknown;
  for (const row of due) {
    try {
      await deps.send({ ...(JSON.parse(row.input) as SendInput), clientId: sentAs(row) });
      await forget(deps, row.personId, row.id);
    } catch (error) {
      if (error instanceof AppError) await keepRefusal(deps, row, error.code);
      // One that cannot be sent does not hold up the others; it is tried again.
      else failure ??= error;
    }
  }
  if (failure) throw failure;
  const next = await db
    .selectFrom('scheduled')
    .select((eb) => eb.fn.min('sendAt').as('sendAt'))
    .where('failed', 'is', null)
    .executeTakeFirst();
  return next?.sendAt ?? null;
}
