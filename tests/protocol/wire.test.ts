import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../protocol/commands.ts';
import { OLDEST_CLIENT_VERSION, PROTOCOL_VERSION } from '../../protocol/version.ts';
import { currentSchemas, hashOf, verdict, type WireRecord } from './wire-shape.ts';

const RECORD = join(import.meta.dirname, 'wire.json');
const read = (): WireRecord => JSON.parse(readFileSync(RECORD, 'utf8'));

describe('the wire against its record', () => {
  test('WIRE6 no schema changes without a new version', async () => {
    const now = { version: PROTOCOL_VERSION, schemas: await currentSchemas() };
    // Without a record (or with a new version) the wire is written down; a silent change is never.
    const mayRecord = !existsSync(RECORD) || read().version < now.version;
    if (process.env.WIRE === 'record' && mayRecord) writeFileSync(RECORD, `${JSON.stringify(now, null, 2)}\n`);
    expect(verdict(read(), now)).toBeNull();
  });

  test('WIRE6 the record holds every command, event, notice, handshake, body and error', async () => {
    const names = Object.keys(await currentSchemas());
    for (const command of Object.keys(COMMANDS)) {
      expect(names).toContain(`commands COMMANDS ${command} input`);
      expect(names).toContain(`commands COMMANDS ${command} output`);
    }
    for (const name of ['events StreamEvent', 'events EventBatch', 'events NOTICES chat:advanced', 'socket Handshake'])
      expect(names).toContain(name);
    for (const name of ['AuthorizeQuery', 'TokenRequest', 'TokenAnswer', 'AccountState', 'BindRequest', 'BindAnswer'])
      expect(names).toContain(`accounts ${name}`);
    expect(names).toContain('errors WireError');
  });

  test('WIRE6 a silent change is told with the schema’s name and what to do', () => {
    const before = { version: 3, schemas: { a: '1', b: '2' } };
    expect(verdict(before, before)).toBeNull();
    const changed = verdict(before, { version: 3, schemas: { a: '1', b: '3' } });
    expect(changed).toMatch(/still 3\. Changed: b\. Add 1 to it in protocol\/version\.ts/);
    expect(verdict(before, { version: 3, schemas: { a: '1' } })).toMatch(/Changed: b/);
    expect(verdict(before, { version: 3, schemas: { ...before.schemas, c: '4' } })).toMatch(/Changed: c/);
    expect(verdict(before, { version: 4, schemas: { a: '1', b: '3' } })).toMatch(/now 4: record it/);
    expect(verdict(before, { ...before, version: 2 })).toMatch(/went back/);
  });

  test('WIRE6 the server serves the two versions before this one', () => {
    expect(OLDEST_CLIENT_VERSION).toBe(Math.max(1, PROTOCOL_VERSION - 2));
  });
});

describe('the hash of a schema', () => {
  const text = v.pipe(v.string(), v.maxLength(10), v.regex(/^a/));
  const base = () => v.object({ kind: v.picklist(['x', 'y']), text, when: v.optional(v.number()) });

  test.each([
    ['an entry more', v.object({ ...base().entries, more: v.string() })],
    ['an entry of another type', v.object({ ...base().entries, when: v.optional(v.string()) })],
    ['an entry that must be there', v.object({ ...base().entries, when: v.number() })],
    ['an entry that may be null', v.object({ ...base().entries, when: v.nullable(v.number()) })],
    ['an option more', v.object({ ...base().entries, kind: v.picklist(['x', 'y', 'z']) })],
    ['another limit', v.object({ ...base().entries, text: v.pipe(v.string(), v.maxLength(11), v.regex(/^a/)) })],
    ['another pattern', v.object({ ...base().entries, text: v.pipe(v.string(), v.maxLength(10), v.regex(/^b/)) })],
    ['a flag of a pattern', v.object({ ...base().entries, text: v.pipe(v.string(), v.maxLength(10), v.regex(/^a/i)) })],
    ['unknown entries refused', v.strictObject(base().entries)],
    [
      'a check more',
      v.pipe(
        base(),
        v.check(() => true),
      ),
    ],
  ])('WIRE6 sees %s', (_name, changed) => {
    expect(hashOf(changed)).not.toBe(hashOf(base()));
  });

  test('WIRE6 sees another literal', () => {
    expect(hashOf(v.literal('a'))).not.toBe(hashOf(v.literal('b')));
  });

  test('WIRE6 is the same for the same schema written again, in another order, with other functions', () => {
    const { kind, text: same, when } = base().entries;
    expect(hashOf(v.object({ when, text: same, kind: v.picklist(['y', 'x']) }))).toBe(hashOf(base()));
    expect(hashOf(kind)).toBe(hashOf(v.picklist(['x', 'y'])));
    const checked = (check: (input: string) => boolean) => v.pipe(v.string(), v.check(check));
    expect(hashOf(checked(() => true))).toBe(hashOf(checked((input) => input.length > 1)));
  });
});
