import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../backend/config.ts';
import { createDisk } from '../../backend/files/disk.ts';
import { createS3Storage, openBucket } from '../../backend/files/s3.ts';
import type { S3Settings } from '../../backend/files/s3-settings.ts';
import { startFiles } from '../../backend/files/start.ts';
import { type Database, openDatabase } from '../../backend/storage/database.ts';
import { seedChat } from '../storage/databases.ts';
import { picture, sendFile, type Uploader, uploaderOf } from './files-school.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';
import { type S3Server, startS3Server } from './s3-server.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server();
});
afterAll(() => s3?.close());

describe('a school with its files in S3', () => {
  let school: RunningSchool;
  let algebra: string;
  let anna: TestSocket;
  let files: Uploader;

  async function signIn() {
    const annaId = await school.personId(ANNA);
    anna = await school.socket(annaId);
    files = await uploaderOf(school, annaId);
  }
  beforeAll(async () => {
    school = await startRunningSchool(s3.env);
    algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    await signIn();
  });
  afterAll(() => school?.close());

  const say = (text: string) => anna.call('message:send', { chatId: algebra, clientId: randomUUID(), text });
  const answerOf = async (response: Promise<Response>) => {
    const { status, ...rest } = await response.then(async (r) => ({ status: r.status, body: await r.text() }));
    return [status, rest.body && JSON.parse(rest.body)];
  };
  const AWAY = [503, { code: 'files-unavailable' }];

  test('FILE24 what is sent lies in the bucket, and nothing of it in the folder of the server', async () => {
    const photo = await sendFile(anna, files, algebra, { name: 'доска.jpg', bytes: await picture('jpeg') });
    const sheet = await sendFile(anna, files, algebra, { name: 'лист.txt', bytes: Buffer.from('лист') });
    const at = (id: string, variant: string) => `kept/${id.slice(0, 2)}/${id}/${variant}`;
    const kept = [...['large', 'medium', 'small'].map((one) => at(photo.id, one)), at(sheet.id, 'original')];
    expect(await s3.keys()).toEqual(kept.sort());
    const again = randomUUID();
    await anna.call('message:send', {
      chatId: algebra,
      clientId: again,
      text: '',
      forwardOf: { chatId: algebra, ordinal: 2 },
    });
    expect(await s3.keys()).toEqual(kept.sort());
  });

  test('SET4 my data is there as from a disk', async () => {
    const { path } = await anna.call('export:begin', {});
    const archive = unzipSync(new Uint8Array(await (await fetch(school.url + path)).arrayBuffer()));
    const pages = Object.entries(archive).filter(([name]) => name.endsWith('.html'));
    expect(pages.some(([, bytes]) => new TextDecoder().decode(bytes).includes('доска.jpg'))).toBe(true);
  });

  test('FILE26 with S3 away chats work, and uploads and finishing go on when it is back', async () => {
    const sent = await sendFile(anna, files, algebra, { name: 'до.txt', bytes: Buffer.from('до') });
    const linksOf = async (id: string) => {
      const { links } = await anna.call('file:links', { chatId: algebra, ids: [id] });
      return links[0]?.urls.original ?? '';
    };
    const bytes = randomBytes(300_000);
    const half = (await files.create('половина.bin', bytes.length)).headers.get('location') ?? '';
    expect((await files.patch(half, 0, bytes.subarray(0, 100_000))).status).toBe(204);
    const whole = await files.upload('целый.jpg', await picture('jpeg'));
    const rows = async () =>
      (await school.db.selectFrom('files').select('id').where('state', '=', 'uploading').execute()).length;
    const before = await rows();

    await s3.kill();
    await say('Без файлов');
    expect(await answerOf(files.create('новый.txt', 5))).toEqual(AWAY);
    expect((await files.request(half, { method: 'HEAD' })).status).toBe(503);
    expect(await answerOf(files.patch(half, 100_000, bytes.subarray(100_000)))).toEqual(AWAY);
    for (let tries = 0; tries < 2; tries++)
      expect(await anna.refusal('file:finish', { id: whole })).toEqual({ code: 'files-unavailable' });
    expect(await answerOf(fetch(school.url + (await linksOf(sent.id))))).toEqual(AWAY);
    // What could not be begun does not count against anybody.
    expect(await rows()).toBe(before);

    await school.kill();
    await school.start();
    await signIn();
    await say('И после нового запуска');
    expect(await anna.refusal('file:finish', { id: whole })).toEqual({ code: 'files-unavailable' });

    await s3.start();
    expect(await files.offset(half)).toBe(100_000);
    expect((await files.patch(half, 100_000, bytes.subarray(100_000))).status).toBe(204);
    const id = half.split('/').at(-1) ?? '';
    expect((await anna.call('file:finish', { id })).attachment).toMatchObject({ kind: 'file', size: bytes.length });
    expect((await anna.call('file:finish', { id: whole })).attachment).toMatchObject({ kind: 'photo' });
    await anna.call('message:send', { chatId: algebra, clientId: randomUUID(), text: '', attachments: [id, whole] });
    const got = await fetch(school.url + (await linksOf(id)));
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await (await fetch(school.url + (await linksOf(sent.id)))).text()).toBe('до');
  });

  test('FILE26 an S3 that hangs holds up files only, and they go on with it', async () => {
    const id = await files.upload('долго.jpg', await picture('jpeg'));
    s3.pause();
    const finished = anna.call('file:finish', { id });
    const begun = files.create('начало.txt', 5);
    for (let count = 0; count < 5; count++) await say(`Пока ждём ${count}`);
    const waiting = await Promise.race([finished, begun, new Promise((done) => setTimeout(done, 500, 'waiting'))]);
    expect(waiting).toBe('waiting');
    s3.resume();
    expect((await finished).attachment).toMatchObject({ kind: 'photo', id });
    expect((await begun).status).toBe(201);
  });

  test('FILE25 FILE1 a server that is killed in the middle of a piece leaves an upload that goes on, and is whole', async () => {
    const bytes = randomBytes(12_000_000);
    const location = (await files.create('большой.bin', bytes.length)).headers.get('location') ?? '';
    expect((await files.patch(location, 0, bytes.subarray(0, 4_000_000))).status).toBe(204);
    let at = 4_000_000;
    const slow = new ReadableStream({
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 10));
        controller.enqueue(bytes.subarray(at, at + 100_000));
        at += 100_000;
      },
    });
    const headers = { 'upload-offset': '4000000', 'content-type': 'application/offset+octet-stream' };
    const cut = files
      .request(location, { method: 'PATCH', headers, body: slow, ...({ duplex: 'half' } as object) })
      .then(() => 'answered')
      .catch(() => 'cut');
    await expect.poll(() => at).toBeGreaterThan(6_000_000);
    await school.kill();
    expect(await cut).toBe('cut');
    await school.start();
    await signIn();
    const offset = await files.offset(location);
    expect(offset).toBeLessThanOrEqual(at);
    for (let from = offset; from < bytes.length; from += 4_000_000) {
      expect((await files.patch(location, from, bytes.subarray(from, from + 4_000_000))).status).toBe(204);
    }
    const id = location.split('/').at(-1) ?? '';
    await anna.call('file:finish', { id });
    await anna.call('message:send', { chatId: algebra, clientId: randomUUID(), text: '', attachments: [id] });
    const { links } = await anna.call('file:links', { chatId: algebra, ids: [id] });
    const got = await fetch(school.url + links[0]?.urls.original);
    expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true);
  });

  test('FILE26 a chat’s picture waits for S3 too', async () => {
    const elenaId = await school.personId(ELENA);
    const elena = await school.socket(elenaId);
    const uploader = await uploaderOf(school, elenaId);
    const id = await uploader.upload('кружок.jpg', await picture('jpeg'));
    await elena.call('file:finish', { id });
    const input = { clientId: randomUUID(), title: 'Кружок', members: [await school.personId(ANNA)], picture: id };
    await s3.kill();
    expect(await elena.refusal('chat:create', input)).toEqual({ code: 'files-unavailable' });
    await s3.start();
    const { chat } = await elena.call('chat:create', input);
    expect(chat.picture).toBe(id);
  });
});

describe('what is configured', () => {
  const whole = {
    S3_BUCKET: 'school-files',
    S3_ENDPOINT: 'http://127.0.0.1:9000/',
    S3_ACCESS_KEY_ID: 'key',
    S3_SECRET_ACCESS_KEY: 'a-real-secret',
  };
  test('FILE27 is a bucket, on AWS or on a server that speaks like it, or the disk', () => {
    expect(readConfig({}).s3).toBeUndefined();
    expect(readConfig({ S3_BUCKET: '', S3_ENDPOINT: '', S3_REGION: '' }).s3).toBeUndefined();
    const common = { bucket: 'school-files', accessKeyId: 'key', secretAccessKey: 'a-real-secret' };
    expect(readConfig(whole).s3).toEqual({ ...common, endpoint: 'http://127.0.0.1:9000', region: 'us-east-1' });
    const aws = readConfig({ ...whole, S3_ENDPOINT: '', S3_REGION: 'eu-north-1' }).s3;
    expect(aws).toEqual({ ...common, endpoint: undefined, region: 'eu-north-1' });
  });

  test.each([
    [{ S3_SECRET_ACCESS_KEY: '' }, 'S3_BUCKET needs S3_SECRET_ACCESS_KEY beside it'],
    [
      { S3_SECRET_ACCESS_KEY: undefined, S3_ACCESS_KEY_ID: undefined },
      'S3_BUCKET needs S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY beside it',
    ],
    [{ S3_ENDPOINT: undefined }, 'S3_BUCKET needs S3_REGION (or S3_ENDPOINT) beside it'],
    [{ S3_BUCKET: undefined }, 'S3_ENDPOINT needs S3_BUCKET beside it'],
    [{ S3_BUCKET: 'My Bucket' }, /^S3_BUCKET: expected a name of a bucket.*, got "My Bucket"$/],
    [{ S3_ENDPOINT: 's3.example' }, /^S3_ENDPOINT: expected an http\(s\) address without a path, got "s3\.example"$/],
    [{ S3_ENDPOINT: 'https://s3.example/bucket' }, /^S3_ENDPOINT: expected/],
    [{ S3_REGION: 'EU North' }, /^S3_REGION: expected a region/],
    [{ FILE_LIMIT_MB: '6000' }, /^FILE_LIMIT_MB: expected 5000 at most where files live in S3, got 6000$/],
  ])('FILE27 is refused by name: %o', (change, sentence) => {
    const read = () => readConfig({ ...whole, ...change });
    expect(read).toThrow(sentence);
    expect(read).not.toThrow('a-real-secret');
  });
});

describe('what is configured wrongly', () => {
  const wrong: [string, Partial<S3Settings>][] = [
    ['a bucket that is not there', { bucket: 'no-such-bucket' }],
    ['a key that S3 does not know', { accessKeyId: 'nobody' }],
    ['a wrong secret', { secretAccessKey: 'wrong-secret' }],
    ['an address where nobody answers', { endpoint: 'http://127.0.0.1:9' }],
  ];
  test.each(wrong)('FILE27 %s is told to the operator once, and never the secret', async (_what, change) => {
    const lines: string[] = [];
    const settings = { ...s3.settings, ...change };
    const bucket = openBucket(settings, pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
    await bucket.check();
    const storage = createS3Storage(bucket);
    await expect(storage.write('a'.repeat(32), 'original', Buffer.from('a'))).rejects.toMatchObject({
      code: 'files-unavailable',
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('S3 cannot be used: files are unavailable');
    expect(lines[0]).toContain(settings.bucket);
    expect(lines[0]).not.toContain(settings.secretAccessKey);
  });

  test('FILE26 S3 that went is told once, and once that it is back', async () => {
    const lines: string[] = [];
    const bucket = openBucket(s3.settings, pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
    const storage = createS3Storage(bucket);
    const ask = () => storage.sizeOf('a'.repeat(32), 'original').catch((error: Error) => error.message);
    expect(await ask()).toBeUndefined();
    await s3.kill();
    expect([await ask(), await ask()]).toEqual(['files-unavailable', 'files-unavailable']);
    await s3.start();
    expect([await ask(), await ask()]).toEqual([undefined, undefined]);
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual([
      'S3 cannot be used: files are unavailable',
      'S3 is back',
    ]);
  });
});

describe.each(['a disk', 'S3'])('housekeeping on %s', (place) => {
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-sweep-'));
  const DAY = 24 * 3_600_000;
  let db: Database;
  beforeAll(async () => {
    db = await openDatabase(':memory:');
    await seedChat(db);
  });
  afterAll(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  test('FILE28 what nobody sent within a day is removed for good', async () => {
    let now = 1_800_000_000_000;
    const files = await startFiles({
      ...{ db, clock: () => now, folder, s3: place === 'S3' ? s3.settings : undefined, limit: 1e6 },
      ...{ secret: Buffer.from('secret'), extensionIds: [], logger: pino({ level: 'silent' }) },
    });
    const storage =
      place === 'S3'
        ? createS3Storage(openBucket(s3.settings, pino({ level: 'silent' })))
        : createDisk(join(folder, 'kept'));
    const [sent, unsent, recent] = ['a', 'b', 'c'].map((sign) => sign.repeat(32)) as [string, string, string];
    for (const id of [sent, unsent, recent]) {
      const createdAt = id === recent ? now + DAY - 1 : now;
      const file = { id, ownerId: 'anna', name: 'a', size: 3, createdAt, state: 'ready' as const, refusal: null };
      await db
        .insertInto('files')
        .values({ ...file, kind: 'file', mime: '', details: '{}' })
        .execute();
      await storage.write(id, 'original', Buffer.from('abc'));
    }
    const message = { chatId: 'chat', ordinal: 1, senderId: 'anna', clientId: 'client-1', text: '', sentAt: now };
    await db
      .insertInto('messages')
      .values({ ...message, extra: JSON.stringify({ attachments: [{ id: sent }] }) })
      .execute();
    await db.insertInto('fileUses').values({ fileId: sent, chatId: 'chat', ordinal: 1 }).execute();
    const ids = async () => (await db.selectFrom('files').select('id').orderBy('id').execute()).map(({ id }) => id);
    now += DAY + 1;
    if (place === 'S3') {
      await s3.kill();
      await expect(files.sweep()).rejects.toMatchObject({ code: 'files-unavailable' });
      // It is on its way out and nothing can carry it any more, but not forgotten.
      expect(await ids()).toEqual([sent, unsent, recent]);
      await s3.start();
    }
    await files.sweep();
    expect(await ids()).toEqual([sent, recent]);
    const sizes = await Promise.all([sent, unsent, recent].map((id) => storage.sizeOf(id, 'original')));
    expect(sizes).toEqual([3, undefined, 3]);
    // A message that was deleted for all lets its file go.
    await db
      .updateTable('messages')
      .set({ extra: JSON.stringify({ deletedBy: 'anna' }) })
      .execute();
    await files.sweep();
    expect(await ids()).toEqual([recent]);
  });
});
