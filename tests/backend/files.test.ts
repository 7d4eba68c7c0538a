import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileLinks } from '../../protocol/attachments.ts';
import {
  movingGif,
  PLACE,
  phonePhoto,
  phoneVideo,
  picture,
  pngBomb,
  sendFile,
  type Uploader,
  uploaderOf,
  webm,
  zipBomb,
} from './files-school.ts';
import {
  ANNA,
  ELENA,
  MIKHAIL,
  ORIGIN,
  type RunningSchool,
  startRunningSchool,
  type TestSocket,
} from './running-school.ts';
import { type S3Server, startS3Server } from './s3-server.ts';

describe.each(['a disk', 'S3'])('files on %s', (place) => {
  let s3: S3Server | undefined;
  let school: RunningSchool;
  let algebra: string;
  let anna: TestSocket;
  let elena: TestSocket;
  let stranger: TestSocket;
  let annaFiles: Uploader;
  let elenaFiles: Uploader;

  beforeAll(async () => {
    if (place === 'S3') s3 = await startS3Server();
    school = await startRunningSchool({ FILE_LIMIT_MB: '3', ...s3?.env });
    algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    const annaId = await school.personId(ANNA);
    const elenaId = await school.personId(ELENA);
    const members = await school.db.selectFrom('members').select('personId').where('chatId', '=', algebra).execute();
    const inside = members.map(({ personId }) => personId);
    const outside = await school.db
      .selectFrom('people')
      .select('id')
      .where('id', 'not in', inside)
      .where('role', '=', 'pupil')
      .executeTakeFirstOrThrow();
    anna = await school.socket(annaId);
    elena = await school.socket(elenaId);
    stranger = await school.socket(outside.id);
    annaFiles = await uploaderOf(school, annaId);
    elenaFiles = await uploaderOf(school, elenaId);
  });
  afterAll(async () => {
    await school?.close();
    await s3?.close();
  });

  const finish = async (name: string, bytes: Uint8Array) =>
    (await anna.call('file:finish', { id: await annaFiles.upload(name, bytes) })).attachment;
  const refused = async (name: string, bytes: Uint8Array, extra: object = {}) => {
    const id = await annaFiles.upload(name, bytes);
    const first = await anna.refusal('file:finish', { id, ...extra });
    // The same answer again, and nothing of it can be sent.
    expect(await anna.refusal('file:finish', { id, ...extra })).toEqual(first);
    const input = { chatId: algebra, clientId: randomUUID(), text: '', attachments: [id] };
    expect((await anna.refusal('message:send', input)).code).toBe('file-not-found');
    return first.code;
  };
  async function linksOf(socket: TestSocket, id: string): Promise<FileLinks['urls']> {
    const { links } = await socket.call('file:links', { chatId: algebra, ids: [id] });
    return links[0]?.urls ?? {};
  }
  const get = (path: string | undefined, headers: Record<string, string> = {}) =>
    fetch(school.url + path, { headers: { origin: ORIGIN, ...headers } });
  const bytesOf = async (path: string | undefined) => Buffer.from(await (await get(path)).arrayBuffer());

  describe('uploading', () => {
    test('FILE1 an upload that was cut goes on where it was, and is whole', async () => {
      const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
      const created = await annaFiles.create('конспект.bin', bytes.length);
      expect(created.status).toBe(201);
      const location = created.headers.get('location') ?? '';
      // The link is cut in the middle: the request announces more than it sends.
      const cut = new AbortController();
      const half = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.subarray(0, 100_000));
          setTimeout(() => cut.abort(), 200);
        },
      });
      await annaFiles
        .request(location, {
          method: 'PATCH',
          headers: { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
          body: half,
          duplex: 'half',
          signal: cut.signal,
        } as RequestInit)
        .catch(() => {});
      await expect.poll(() => annaFiles.offset(location)).toBe(100_000);
      expect((await anna.refusal('file:finish', { id: location.split('/').at(-1) })).code).toBe('file-not-found');
      // At a wrong place nothing is taken.
      expect((await annaFiles.patch(location, 0, bytes)).status).toBe(409);
      expect((await annaFiles.patch(location, 100_000, bytes.subarray(100_000))).status).toBe(204);
      const id = location.split('/').at(-1) ?? '';
      const { attachment } = await anna.call('file:finish', { id });
      expect(attachment).toMatchObject({ kind: 'file', name: 'конспект.bin', size: bytes.length });
      await anna.call('message:send', { chatId: algebra, clientId: randomUUID(), text: '', attachments: [id] });
      expect((await bytesOf((await linksOf(elena, id)).original)).equals(bytes)).toBe(true);
    });

    test('FILE2 what is too large or empty is refused before a byte of it is taken', async () => {
      const large = await annaFiles.create('фильм.mp4', 3_000_001);
      expect([large.status, await large.json()]).toEqual([413, { code: 'file-too-large' }]);
      const empty = await annaFiles.create('пусто.txt', 0);
      expect([empty.status, await empty.json()]).toEqual([400, { code: 'file-empty' }]);
      const location = (await annaFiles.create('врун.bin', 10)).headers.get('location') ?? '';
      expect((await annaFiles.patch(location, 0, Buffer.alloc(11))).status).toBeGreaterThanOrEqual(400);
    });

    test('FILE3 nobody uploads without a token, as another person, or into an upload of another', async () => {
      const without = await fetch(`${school.url}/files`, { method: 'POST', headers: { 'tus-resumable': '1.0.0' } });
      expect(without.status).toBe(400);
      const elenaId = await school.personId(ELENA);
      const asOther = await annaFiles.request('/files', {
        method: 'POST',
        headers: { 'person-id': elenaId, 'upload-length': '5' },
      });
      expect([asOther.status, (await asOther.json()).code]).toEqual([403, 'person-not-linked']);
      const location = (await annaFiles.create('моё.txt', 4)).headers.get('location') ?? '';
      expect((await elenaFiles.patch(location, 0, Buffer.from('чу'))).status).toBe(404);
      expect((await elenaFiles.request(location, { method: 'HEAD' })).status).toBe(404);
      expect((await elenaFiles.request(location, { method: 'DELETE' })).status).toBe(404);
      expect(await annaFiles.offset(location)).toBe(0);
    });

    test('FILE4 one person has forty files waiting at most', async () => {
      const mikhail = await uploaderOf(school, await school.personId(MIKHAIL));
      for (let index = 0; index < 40; index++) expect((await mikhail.create(`${index}.txt`, 3)).status).toBe(201);
      const more = await mikhail.create('ещё.txt', 3);
      expect([more.status, await more.json()]).toEqual([429, { code: 'files-too-many' }]);
    });
  });

  describe('sending', () => {
    test('FILE5 a message carries my own finished files that were not sent before, and may have no text then', async () => {
      const own = await finish('план.txt', Buffer.from('план'));
      const send = (ids: string[], text = '') =>
        anna.refusal('message:send', { chatId: algebra, clientId: randomUUID(), text, attachments: ids });
      const opened = await elena.call('chat:open', { chatId: algebra, cursor: null });
      const clientId = randomUUID();
      const input = { chatId: algebra, clientId, text: '', attachments: [own.id] };
      const { ordinal } = await anna.call('message:send', input);
      // Once more is the same message (G2).
      expect((await anna.call('message:send', input)).ordinal).toBe(ordinal);
      const after = await elena.call('chat:open', { chatId: algebra, cursor: opened.cursor });
      const sent = after.kind === 'difference' ? after.events.at(-1) : undefined;
      expect(sent).toMatchObject({ type: 'message:sent', message: { text: '', attachments: [own] } });
      expect((await send([own.id])).code).toBe('file-not-found');
      const theirs = await elenaFiles.upload('чужое.txt', Buffer.from('чужое'));
      await elena.call('file:finish', { id: theirs });
      expect((await send([theirs])).code).toBe('file-not-found');
      expect((await anna.refusal('file:finish', { id: theirs })).code).toBe('file-not-found');
      const unfinished = await annaFiles.upload('рано.txt', Buffer.from('рано'));
      expect((await send([unfinished])).code).toBe('file-not-found');
      expect((await send([])).code).toBe('text-empty');
      expect((await send(Array.from({ length: 11 }, () => own.id))).code).toBe('bad-request');
    });

    test('S16 FILE6 links are given to members of the chat, for what hangs on its messages, and only for that', async () => {
      const sent = await sendFile(anna, annaFiles, algebra, { name: 'тайна.txt', bytes: Buffer.from('тайна') });
      expect((await stranger.refusal('file:links', { chatId: algebra, ids: [sent.id] })).code).toBe('chat-not-found');
      const staff = await school.chatId({ kind: 'staff' });
      expect((await elena.refusal('file:links', { chatId: staff, ids: [sent.id] })).code).toBe('file-not-found');
      const unsent = await finish('рано.txt', Buffer.from('рано'));
      expect((await elena.refusal('file:links', { chatId: algebra, ids: [unsent.id] })).code).toBe('file-not-found');
      // Deleted for all: nobody gets a new address.
      const { ordinal } = await school.db
        .selectFrom('fileUses')
        .select('ordinal')
        .where('fileId', '=', sent.id)
        .executeTakeFirstOrThrow();
      await anna.call('message:delete', { chatId: algebra, ordinal });
      expect((await elena.refusal('file:links', { chatId: algebra, ids: [sent.id] })).code).toBe('file-not-found');
    });

    test('FILE7 an address works for an hour, for this file and variant, as it is signed', async () => {
      const photo = await sendFile(anna, annaFiles, algebra, { name: 'доска.jpg', bytes: await phonePhoto() });
      const { links } = await elena.call('file:links', { chatId: algebra, ids: [photo.id] });
      const link = links[0];
      expect(link?.expiresAt).toBeGreaterThan(Date.now() + 3_500_000);
      expect(link?.expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
      const small = link?.urls.small ?? '';
      expect((await get(small)).status).toBe(200);
      const wrong = [
        small.replace('/small', '/large'),
        small.replace('/small', '/original'),
        small.replace(photo.id, 'f'.repeat(32)),
        small.replace(/expires=\d+/, `expires=${Date.now() + 9e9}`),
        small.replace(/signature=(.)/, (_, first) => `signature=${first === '_' ? 'A' : '_'}`),
        small.replace(/signature=.*/, ''),
      ];
      for (const path of wrong) expect((await get(path)).status, path).toBe(404);
    });
  });

  describe('pictures', () => {
    test('S9 FILE8 a phone’s photo loses its place and its camera, and stands upright, in three sizes', async () => {
      const original = await phonePhoto();
      expect(original.includes('PhoneModelXYZ')).toBe(true);
      const photo = await sendFile(anna, annaFiles, algebra, { name: 'IMG_1.jpeg', bytes: original });
      expect(photo).toMatchObject({ kind: 'photo', name: 'IMG_1.jpg', width: 400, height: 640 });
      const urls = await linksOf(elena, photo.id);
      expect(Object.keys(urls).sort()).toEqual(['large', 'medium', 'small']);
      for (const path of Object.values(urls)) {
        const bytes = await bytesOf(path);
        expect(bytes.includes('PhoneModelXYZ')).toBe(false);
        const meta = await sharp(bytes).metadata();
        expect([meta.exif, meta.xmp, meta.iptc, meta.orientation]).toEqual([
          undefined,
          undefined,
          undefined,
          undefined,
        ]);
        expect((meta.height ?? 0) > (meta.width ?? 0)).toBe(true);
      }
      const small = await sharp(await bytesOf(urls.small)).metadata();
      expect([small.width, small.height]).toEqual([200, 320]);
    });

    test.each(['png', 'webp', 'avif', 'tiff'] as const)(
      'FILE9 a %s becomes a photo that browsers show',
      async (format) => {
        const photo = await sendFile(anna, annaFiles, algebra, { name: `a.${format}`, bytes: await picture(format) });
        expect(photo).toMatchObject({ kind: 'photo', name: 'a.jpg', width: 400, height: 300 });
      },
    );

    test('FILE9 what is see-through stays so, and what moves goes on moving', async () => {
      const clear = await sendFile(anna, annaFiles, algebra, { name: 'a.png', bytes: await picture('png', true) });
      expect(clear).toMatchObject({ kind: 'photo', name: 'a.webp' });
      const moving = await sendFile(anna, annaFiles, algebra, { name: 'кот.gif', bytes: await movingGif(3) });
      expect(moving).toMatchObject({ kind: 'photo', name: 'кот.webp', width: 60, height: 40 });
      const made = await sharp(await bytesOf((await linksOf(elena, moving.id)).large), { animated: true }).metadata();
      expect(made.pages).toBe(3);
    });

    test('S9 FILE10 a bomb, a picture that is cut off and a HEIC are refused with a code each', async () => {
      expect(await refused('бомба.png', pngBomb(30_000))).toBe('picture-too-large');
      const whole = await sharp({
        create: {
          width: 800,
          height: 600,
          channels: 3,
          background: '#777',
          noise: { type: 'gaussian', mean: 99, sigma: 40 },
        },
      })
        .jpeg()
        .toBuffer();
      expect(await refused('обрезок.jpg', whole.subarray(0, whole.length >> 1))).toBe('picture-broken');
      const heic = Buffer.concat([
        Buffer.from('00000018667479706865696300000000', 'hex'),
        Buffer.from('mif1heic'),
        Buffer.alloc(500),
      ]);
      expect(await refused('IMG_0001.HEIC', heic)).toBe('picture-unsupported');
    });

    test('S9 FILE11 what something is, its bytes say: a text called .png is a file, an archive is not unpacked', async () => {
      expect(await finish('рисунок.png', Buffer.from('просто текст'))).toMatchObject({
        kind: 'file',
        name: 'рисунок.png',
        mime: 'application/octet-stream',
      });
      const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2000)]);
      expect(await finish('42.zip', zip)).toMatchObject({ kind: 'file', mime: 'application/zip', size: zip.length });
      expect(await finish('фото.txt', await picture('jpeg'))).toMatchObject({ kind: 'photo', name: 'фото.jpg' });
    });

    test.each([
      ['42.zip', () => zipBomb('lib 0.zip', 300), 'application/zip'],
      ['таблица.xlsx', () => zipBomb('[Content_Types].xml', 300), null],
      ['книга.epub', () => zipBomb('mimetype', 300), null],
      ['архив.gz', () => gzipSync(Buffer.alloc(300 << 20)), 'application/gzip'],
    ] as const)(
      'S9 FILE11 %s that would fill a disk is not unpacked, and comes back as it was',
      async (name, make, mime) => {
        const bytes = make();
        expect(bytes.length).toBeLessThan(400_000);
        const file = await sendFile(anna, annaFiles, algebra, { name, bytes });
        expect(file).toMatchObject({ kind: 'file', name, size: bytes.length, ...(mime ? { mime } : {}) });
        expect((await bytesOf((await linksOf(elena, file.id)).original)).equals(bytes)).toBe(true);
        // Whatever is said of it, it is saved and not opened.
        expect((await get((await linksOf(elena, file.id)).original)).headers.get('content-disposition')).toMatch(
          /^attachment/,
        );
      },
    );
  });

  describe('video and voice', () => {
    test('S9 FILE12 a film tells its size and length, and loses the place where it was taken', async () => {
      const bytes = phoneVideo();
      expect(bytes.includes(PLACE)).toBe(true);
      const video = await sendFile(anna, annaFiles, algebra, { name: 'опыт.mp4', bytes });
      expect(video).toMatchObject({ kind: 'video', width: 640, height: 360, durationMs: 2000 });
      const kept = await bytesOf((await linksOf(elena, video.id)).original);
      expect(kept.includes(PLACE)).toBe(false);
      expect(kept.length).toBe(bytes.length);
      expect(kept.subarray(-2000).equals(bytes.subarray(-2000))).toBe(true);
    });

    test('FILE13 a voice message has the length and the levels that its recorder gave, within bounds', async () => {
      const voice = { durationMs: 4200, levels: [0, 40, 100, 30] };
      const sent = await sendFile(anna, annaFiles, algebra, { name: 'голос.webm', bytes: webm(), voice });
      expect(sent).toMatchObject({ kind: 'voice', ...voice });
      const answer = await get((await linksOf(elena, sent.id)).original);
      expect(answer.headers.get('content-type')).toBe('audio/webm');
      expect(await refused('голос.webm', Buffer.from('не звук'), { voice })).toBe('voice-broken');
      const id = await annaFiles.upload('голос.webm', webm());
      for (const wrong of [
        { ...voice, levels: Array(65).fill(1) },
        { ...voice, levels: [101] },
        { ...voice, durationMs: 1e7 },
      ])
        expect((await anna.refusal('file:finish', { id, voice: wrong })).code).toBe('bad-request');
    });

    test('FILE14 a film is played from the middle: ranges are answered', async () => {
      const bytes = webm(5000);
      const video = await sendFile(anna, annaFiles, algebra, { name: 'опыт.webm', bytes });
      const { original } = await linksOf(elena, video.id);
      const whole = await get(original);
      expect([whole.status, whole.headers.get('accept-ranges')]).toEqual([200, 'bytes']);
      const cases: [string, number, string | null, Buffer][] = [
        ['bytes=10-19', 206, `bytes 10-19/${bytes.length}`, bytes.subarray(10, 20)],
        ['bytes=5000-', 206, `bytes 5000-${bytes.length - 1}/${bytes.length}`, bytes.subarray(5000)],
        ['bytes=-4', 206, `bytes ${bytes.length - 4}-${bytes.length - 1}/${bytes.length}`, bytes.subarray(-4)],
        ['bytes=0-9,20-29', 200, null, bytes],
        [`bytes=${bytes.length}-`, 416, `bytes */${bytes.length}`, Buffer.alloc(0)],
      ];
      for (const [range, status, said, expected] of cases) {
        const answer = await get(original, { range });
        expect([answer.status, answer.headers.get('content-range')], range).toEqual([status, said]);
        expect(Buffer.from(await answer.arrayBuffer()).equals(expected), range).toBe(true);
      }
    });
  });

  describe('safety', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    test.each([
      ['svg', 'рисунок.svg', svg, true],
      ['svg with a declaration', 'a.svg', `<?xml version="1.0"?>${svg}`, true],
      ['html', 'страница.html', '<!doctype html><script>alert(1)</script>', true],
      ['pdf', 'лист.pdf', '%PDF-1.4\n%âãÏÓ\n', true],
      ['script', 'a.js', 'alert(1)', true],
      ['xml', 'a.xml', '<?xml version="1.0"?><a/>', true],
      ['html that begins as a picture', 'a.gif', 'GIF89a<script>alert(1)</script>', null],
    ])('S8 %s is saved, never shown, and never run', async (_name, name, text, isKept) => {
      const bytes = Buffer.from(text);
      if (isKept === null) {
        expect(await refused(name, bytes)).toBe('picture-broken');
        return;
      }
      const file = await sendFile(anna, annaFiles, algebra, { name, bytes });
      expect(file.kind).toBe('file');
      const { headers } = await get((await linksOf(elena, file.id)).original);
      expect(headers.get('content-type')).toBe('application/octet-stream');
      expect(headers.get('content-disposition')).toMatch(/^attachment; /);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    });

    test('S8 pictures, films and voices are shown in place, sandboxed, as what they are; saving is asked for', async () => {
      const photo = await sendFile(anna, annaFiles, algebra, { name: 'а "б".jpg', bytes: await picture('jpeg') });
      const video = await sendFile(anna, annaFiles, algebra, { name: 'a.webm', bytes: webm() });
      for (const [id, variant, type] of [
        [photo.id, 'large', 'image/jpeg'],
        [video.id, 'original', 'video/webm'],
      ] as const) {
        const path = (await linksOf(elena, id))[variant];
        const { headers } = await get(path);
        expect(headers.get('content-type')).toBe(type);
        expect(headers.get('content-disposition')).toBe('inline');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
        expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin');
        expect((await get(`${path}&save=1`)).headers.get('content-disposition')).toMatch(/^attachment; /);
      }
    });

    test.each([
      '../../../../etc/passwd',
      '..\\..\\windows\\win.ini',
      '%2e%2e%2f%2e%2e%2fpasswd',
      'a\u0000b.txt',
      '/etc/shadow',
      'отчёт\u202Egnp.exe',
      '\u200b\u2066фото\u2069\ufeff\u034f.txt',
      '\u200b\u3164\u2060',
      '....//....//x',
      'con',
      '.htaccess',
      `${'я'.repeat(400)}.txt`,
      '',
    ])('S10 the name %j becomes no path, and what is shown of it is harmless', async (name) => {
      const bytes = Buffer.from(`содержимое ${name.length}`);
      const file = await sendFile(anna, annaFiles, algebra, { name, bytes });
      expect(file.name).not.toMatch(/[/\\\p{C}\p{Default_Ignorable_Code_Point}]|^\./u);
      expect(file.name.length).toBeGreaterThan(0);
      expect(file.name.length).toBeLessThanOrEqual(150);
      expect(file.id).toMatch(/^[0-9a-f]{32}$/);
      expect((await bytesOf((await linksOf(elena, file.id)).original)).equals(bytes)).toBe(true);
    });

    test.each(['..%2f..%2fpasswd', '%2e%2e', `${'a'.repeat(31)}%00`, `${'A'.repeat(32)}`, 'x'])(
      'S10 the address of %s is of no file',
      async (id) => {
        for (const variant of ['original', '..%2foriginal', '%2e%2e'])
          expect((await get(`/files/${id}/${variant}?expires=99999999999999&signature=x`)).status).toBe(404);
        expect([400, 404]).toContain((await annaFiles.request(`/files/${id}`, { method: 'HEAD' })).status);
        expect([400, 404]).toContain((await annaFiles.patch(`/files/${id}`, 0, Buffer.from('x'))).status);
      },
    );
  });
});
