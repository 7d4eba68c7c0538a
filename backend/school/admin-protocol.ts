import * as v from 'valibot';
import { WireError } from '../../protocol/errors.ts';
import { Person } from '../../protocol/people.ts';

/**
 * What the command line says to the running server over its local socket: one line of JSON there, one line back.
 * Both ends are of one version, as they are of one folder.
 */
export const AdminRequest = v.variant('command', [
  v.strictObject({
    command: v.literal('import'),
    /** Absolute: the server runs in another folder. */
    folder: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
    dryRun: v.optional(v.boolean(), false),
  }),
  v.strictObject({ command: v.literal('code'), person: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) }),
  v.strictObject({ command: v.literal('people'), search: v.optional(v.pipe(v.string(), v.maxLength(300)), '') }),
  v.strictObject({ command: v.literal('status') }),
]);
export type AdminRequest = v.InferOutput<typeof AdminRequest>;

const Found = v.object({
  person: Person,
  label: v.string(),
  sourcedId: v.string(),
  children: v.array(Person),
  isLinked: v.boolean(),
});

const Counts = v.object({
  peopleAdded: v.number(),
  peopleChanged: v.number(),
  peopleLeft: v.number(),
  chatsAdded: v.number(),
  chatsChanged: v.number(),
  membersJoined: v.number(),
  membersLeft: v.number(),
  membersChanged: v.number(),
});

export const AdminValue = v.variant('kind', [
  v.object({ kind: v.literal('imported'), counts: Counts }),
  v.object({ kind: v.literal('preview'), counts: Counts, changes: v.array(v.string()) }),
  v.object({ kind: v.literal('code'), found: Found, code: v.string(), expiresAt: v.number() }),
  v.object({ kind: v.literal('choose'), people: v.array(Found) }),
  v.object({ kind: v.literal('people'), count: v.number(), people: v.array(Found) }),
  v.object({
    kind: v.literal('status'),
    schools: v.array(v.string()),
    pupils: v.number(),
    parents: v.number(),
    teachers: v.number(),
    linked: v.number(),
    chats: v.number(),
    messages: v.number(),
  }),
]);
export type AdminValue = v.InferOutput<typeof AdminValue>;

export const AdminAnswer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: AdminValue }),
  v.object({ ok: v.literal(false), error: WireError }),
]);
export type AdminAnswer = v.InferOutput<typeof AdminAnswer>;
