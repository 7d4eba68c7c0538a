import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttachments } from '../../backend/export/attachments.ts';
import { createDisk } from '../../backend/files/disk.ts';
import { createS3Storage, openBucket } from '../../backend/files/s3.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import { picture, sendFile, type Uploader, uploaderOf, webm } from './files-school.ts';
import { ANNA, ELENA, MIKHAIL, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';
import { type S3Server, startS3Server } from './s3-server.ts';

describe.each(['a disk', 'S3'])('my data, with the files on %s', (place) => {
  let s3: S3Server | undefined;
  let school: RunningSchool;
  let algebra: string;
  let anna: TestSocket;
  let elena: TestSocket;
  let elenaFiles: Uploader;

  beforeAll(async () => {
    if (place === 'S3') s3 = await startS3Server();
    school = await startRunningSchool(s3?.env);
    algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    const elenaId = await school.personId(ELENA);
    anna = await school.socket(await school.personId(ANNA));
    elena = await school.socket(elenaId);
    elenaFiles = await uploaderOf(school, elenaId);
  });
  afterAll(async () => {
    await school?.close();
    await s3?.close();
  });

  const download = async () => {
    const { path } = await anna.call('export:begin', {});
    return new Uint8Array(await (await fetch(school.url + path)).arrayBuffer());
  };
  const send = (name: string, bytes: Uint8Array, chatId = algebra, from = elena) =>
    sendFile(from, elenaFiles, chatId, { name, bytes });

  test('SET8 has each file of the messages that I may see, once, and none of others', async () => {
    const film = webm(300_000);
    const task = randomBytes(5000);
    const [photo, video, sheet, page] = [
      await send('доска.png', await picture('png')),
      await send('опыт.webm', film),
      await send('../Задача <№1>.pdf', task),
      await send('страница.html', Buffer.from('<script>alert(1)</script>')),
    ];
    const { messages } = await anna.call('message:history', { chatId: algebra });
    const at = messages.find(({ attachments = [] }) => attachments.some(({ id }) => id === sheet.id))?.ordinal ?? 0;
    const again = { chatId: algebra, clientId: randomUUID(), text: '', forwardOf: { chatId: algebra, ordinal: at } };
    await elena.call('message:send', again);
    const hidden = await send('скрыто.txt', Buffer.from('скрыто'));
    const deleted = await send('удалено.txt', Buffer.from('удалено'));
    const last = (await anna.call('message:history', { chatId: algebra })).messages.at(-1)?.ordinal ?? 0;
    await anna.call('message:hide', { chatId: algebra, ordinals: [last - 1] });
    await elena.call('message:delete', { chatId: algebra, ordinal: last });
    const staff = await school.chatId({ kind: 'staff' });
    const secret = await send('тайна.txt', Buffer.from('тайна'), staff);

    const archive = unzipSync(await download());
    const files = Object.keys(archive).filter((name) => name.startsWith('files/'));
    const expected = [`${photo.id}.jpg`, `${video.id}.webm`, `${sheet.id}.pdf`, `${page.id}.bin`];
    expect(files.sort()).toEqual(expected.map((name) => `files/${name}`).sort());
    expect(Buffer.from(archive[`files/${sheet.id}.pdf`] ?? []).equals(task)).toBe(true);
    expect(Buffer.from(archive[`files/${video.id}.webm`] ?? []).equals(film)).toBe(true);
    expect(archive[`files/${photo.id}.jpg`]?.length).toBe(photo.size);
    const pages = Object.entries(archive).filter(([name]) => /^chats\/.*\.html$/.test(name));
    const html = pages.map(([, bytes]) => new TextDecoder().decode(bytes)).join('');
    // Once where it was said and once where it was passed on.
    expect(html.split(`href="../files/${sheet.id}.pdf" download="Задача №1.pdf"`)).toHaveLength(3);
    for (const { id } of [hidden, deleted, secret]) expect(html).not.toContain(id);
  });

  test('SET8 is made although a file is gone, and breaks off where files cannot be had, so that half is not taken for all', async () => {
    const lost = await send('пропал.txt', Buffer.from('пропал'));
    await send('есть.txt', Buffer.from('есть'));
    if (s3) {
      await s3.kill();
      await expect(download()).rejects.toThrow();
      await s3.start();
    }
    const storage = s3
      ? createS3Storage(openBucket(s3.settings, pino({ level: 'silent' })))
      : createDisk(join(school.dataDir, 'files/kept'));
    await storage.remove(lost.id);
    const texts = Object.entries(unzipSync(await download())).filter(([name]) => name.endsWith('.txt'));
    expect(texts.map(([, bytes]) => new TextDecoder().decode(bytes))).toEqual(['есть']);
  });

  test('SET8 has nobody’s unsent files', async () => {
    const mikhail = await uploaderOf(school, await school.personId(MIKHAIL));
    const id = await mikhail.upload('черновик.txt', Buffer.from('черновик'));
    expect(Object.keys(unzipSync(await download())).join()).not.toContain(id);
  });
});

describe('a page of my data', () => {
  let school: RunningSchool;
  beforeAll(async () => {
    school = await startRunningSchool();
  });
  afterAll(() => school?.close());

  test('SET9 says what was answered, passed on, changed, voted and felt, and what happened to the chat', async () => {
    const chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    const anna = await school.socket(await school.personId(ANNA));
    const elena = await school.socket(await school.personId(ELENA));
    const send = async (from: TestSocket, more: object) =>
      (await from.call('message:send', { chatId, clientId: randomUUID(), text: '', ...more })).ordinal;
    const first = await send(elena, { text: 'Кто <готов>?' });
    await elena.call('message:edit', { chatId, ordinal: first, text: 'Кто <готов> к уроку?' });
    await send(anna, { text: 'Я', replyTo: first });
    await anna.call('message:react', { chatId, ordinal: first, reaction: 'heart' });
    await send(anna, { forwardOf: { chatId, ordinal: first } });
    const poll = { question: 'Когда?', options: ['Утром', 'Днём'], isMultiple: false, isAnonymous: false };
    const asked = await send(elena, { poll });
    await anna.call('poll:vote', { chatId, ordinal: asked, options: [1] });
    const secret = await send(elena, { poll: { ...poll, question: 'Тайно?', isAnonymous: true } });
    await anna.call('poll:vote', { chatId, ordinal: secret, options: [0] });
    const members = [await school.personId(ANNA)];
    await elena.call('chat:create', { clientId: randomUUID(), title: 'Кружок', members });

    const sendAt = Date.now() + 3_600_000;
    await anna.call('scheduled:add', { chatId, clientId: randomUUID(), text: 'Отложенное', sendAt });

    const { path } = await anna.call('export:begin', {});
    const archive = unzipSync(new Uint8Array(await (await fetch(school.url + path)).arrayBuffer()));
    expect(new TextDecoder().decode(archive['profile.json'])).toContain('Отложенное');
    const html = Object.entries(archive)
      .filter(([name]) => name.endsWith('.html'))
      .map(([, bytes]) => new TextDecoder().decode(bytes).replaceAll('\u00a0', ' '))
      .join('');
    const plain = html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(plain).toContain('изменено Кто &lt;готов&gt; к уроку? Сердце: Анна Иванова');
    expect(html).toContain('<blockquote>Елена Викторовна: Кто &lt;готов&gt; к уроку?</blockquote>');
    expect(plain).toContain('Переслано от: Елена Викторовна Кто &lt;готов&gt; к уроку?');
    expect(plain).toContain('Когда? Опрос · один ответ Утром 0 голосов Днём 1 голос: Анна Иванова');
    expect(plain).toContain('Тайно? Опрос · один ответ · анонимно Утром 1 голос Днём 0 голосов');
    expect(plain).toContain('Елена Викторовна добавила: Анна Иванова');
  });
});

test('SET8 an archive that is full names what did not fit', async () => {
  const file = (id: string, size: number): Attachment => ({ kind: 'file', id, name: `${id}.txt`, size, mime: '' });
  const { pathOf } = createAttachments(100);
  expect(pathOf(file('a', 60))).toBe('files/a.txt');
  expect(pathOf(file('b', 60))).toBeUndefined();
  expect(pathOf(file('c', 40))).toBe('files/c.txt');
  expect([pathOf(file('b', 60)), pathOf(file('a', 60))]).toEqual([undefined, 'files/a.txt']);
});
