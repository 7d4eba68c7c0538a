import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { marksOf, toQuestion } from '../../backend/search/words.ts';
import { searchedText } from '../../protocol/messages.ts';
import { SEARCH_PAGE } from '../../protocol/search.ts';
import { sendFile, uploaderOf } from './files-school.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

/** What is typed, a message that must be found by it, and one that must not. */
const CORPUS: [typed: string, found: string, other: string][] = [
  ['контрольная', 'Завтра пишем контрольную по алгебре', 'Контроль посещения'],
  ['контрольную', 'Контрольная переносится', 'Пульт от проектора'],
  ['елка', 'Ёлка уже стоит в зале', 'Ельцин'],
  ['ёлки', 'Привезли три елки', 'Ели шишки'],
  ['тетрадь', 'Сдайте тетради', 'Тетрис запрещён'],
  ['сочинения', 'Сочинение сдаём в пятницу', 'Сочи'],
  ['УРОК', 'Все уроки отменены', 'Урология'],
  ['математике', 'Олимпиада: математика, второй тур', 'Мат'],
  ['№ 415', 'А № 415 доказывать?', 'А № 416?'],
  ['сдать тетради', 'Тетради нужно сдать', 'Тетради остаются'],
  ['контр', 'Скоро контрольная', 'Скоро каникулы'],
  ['homework', 'Homework: page 12', 'House'],
];

describe('words', () => {
  test.each(CORPUS)('SEARCH1 «%s» is found in «%s» and not in «%s»', (typed, found, other) => {
    const question = toQuestion(typed);
    expect(marksOf(found, question)).not.toBeNull();
    expect(marksOf(other, question)).toBeNull();
  });

  test('SEARCH2 the places of the words are those of the text as it was written', () => {
    const text = 'Ёлка! И ещё ёлочка, елки…';
    const marks = marksOf(text, toQuestion('елка')) ?? [];
    expect(marks.map(([start, end]) => text.slice(start, end))).toEqual(['Ёлка', 'елки']);
  });

  test('SEARCH3 what is typed is words and no language: quotes and operators find what they stand for', () => {
    const question = toQuestion('"урок" AND NEAR(* OR -stems:');
    expect(question.stems).toContain('урок');
    expect(toQuestion(' — ! ').stems).toEqual([]);
  });
});

describe('through sockets', () => {
  let school: RunningSchool;
  let anna: TestSocket;
  let elena: TestSocket;
  let algebra: string;
  let counter = 0;
  beforeAll(async () => {
    school = await startRunningSchool();
    anna = await school.socket(await school.personId(ANNA));
    elena = await school.socket(await school.personId(ELENA));
    algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  });
  afterAll(() => school?.close());

  const send = (socket: TestSocket, chatId: string, text: string) =>
    socket.call('message:send', { chatId, clientId: `client-search-${++counter}`, text });
  const textsOf = async (socket: TestSocket, text: string, chatId?: string) => {
    const { hits } = await socket.call('message:search', { text, cursor: null, ...(chatId ? { chatId } : {}) });
    return hits.map(({ message }) => message.text);
  };

  test('SEARCH4 each message of the corpus is found by what is typed, newest first', async () => {
    for (const [, found, other] of CORPUS) {
      await send(anna, algebra, found);
      await send(anna, algebra, other);
    }
    for (const [typed, found, other] of CORPUS) {
      await expect.poll(() => textsOf(anna, typed)).toContain(found);
      expect(await textsOf(anna, typed)).not.toContain(other);
    }
    await send(elena, algebra, 'Контрольных больше не будет');
    await expect.poll(() => textsOf(anna, 'контрольная')).toHaveLength(4);
    expect((await textsOf(anna, 'контрольная'))[0]).toBe('Контрольных больше не будет');
  });

  test('SEARCH13 a poll is found by its question, a message by the names of its files, and neither once it is deleted', async () => {
    const poll = { question: 'Когда поедем в музей?', options: ['5', '6'], isMultiple: false, isAnonymous: false };
    const input = { chatId: algebra, clientId: randomUUID(), text: '', poll };
    const { ordinal } = await elena.call('message:send', input);
    const files = await uploaderOf(school, await school.personId(ELENA));
    await sendFile(elena, files, algebra, { name: 'Расписание консультаций.txt', bytes: Buffer.from('пн') });
    const hits = async (text: string) => (await anna.call('message:search', { text, cursor: null })).hits;
    await expect.poll(() => hits('музею')).toHaveLength(1);
    const [hit] = await hits('музею');
    const shown = hit ? searchedText(hit.message) : '';
    expect(hit?.marks.map(([start, end]) => shown.slice(start, end))).toEqual(['музей']);
    await expect.poll(() => hits('консультация')).toHaveLength(1);
    await elena.call('message:delete', { chatId: algebra, ordinal });
    await expect.poll(() => hits('музею')).toHaveLength(0);
  });

  test('SEARCH5 pages follow each other without a gap or a double', async () => {
    const chatId = await school.chatId({ kind: 'class', className: '7Б' });
    const count = SEARCH_PAGE * 2 + 5;
    for (let index = 0; index < count; index++) await send(anna, chatId, `Экскурсия ${index}`);
    const all = async () => {
      const seen: string[] = [];
      let cursor: number | null = null;
      do {
        const page: { hits: { message: { text: string } }[]; next: number | null } = await anna.call('message:search', {
          text: 'экскурсию',
          chatId,
          cursor,
        });
        seen.push(...page.hits.map(({ message }) => message.text));
        cursor = page.next;
      } while (cursor !== null);
      return seen;
    };
    await expect.poll(async () => (await all()).length).toBe(count);
    expect(await all()).toEqual(Array.from({ length: count }, (_, index) => `Экскурсия ${count - 1 - index}`));
  });

  test('SEARCH6 S16 nothing is found in chats of others, nor from before I joined', async () => {
    const staff = await school.chatId({ kind: 'staff' });
    await send(elena, staff, 'Секрет педсовета');
    await expect.poll(() => textsOf(elena, 'педсовет')).toEqual(['Секрет педсовета']);
    expect(await textsOf(anna, 'педсовет')).toEqual([]);
    expect(await anna.refusal('message:search', { text: 'педсовет', chatId: staff, cursor: null })).toMatchObject({
      code: 'chat-not-found',
    });
    const physics = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Физика' });
    await send(anna, physics, 'Закон Архимеда');
    await send(anna, physics, 'Архимед купался');
    await expect.poll(() => textsOf(anna, 'Архимеда')).toHaveLength(2);
    const maria = await school.personId(MARIA);
    await school.db
      .updateTable('members')
      .set({ firstOrdinal: 2 })
      .where('chatId', '=', physics)
      .where('personId', '=', maria)
      .execute();
    expect(await textsOf(await school.socket(maria), 'Архимеда')).toEqual(['Архимед купался']);
  });

  test('SEARCH7 what was stored before the index was there is found after the next start', async () => {
    const ordinals = await school.db
      .updateTable('chats')
      .set((eb) => ({ lastOrdinal: eb('lastOrdinal', '+', 1) }))
      .where('id', '=', algebra)
      .returning('lastOrdinal')
      .executeTakeFirstOrThrow();
    const senderId = await school.personId(ANNA);
    await school.kill();
    await school.db
      .insertInto('messages')
      .values({
        chatId: algebra,
        ordinal: ordinals.lastOrdinal,
        senderId,
        clientId: 'client-old-times',
        text: 'Давняя переписка о гербарии',
        sentAt: Date.UTC(2025, 0, 1),
      })
      .execute();
    await school.start();
    anna = await school.socket(senderId);
    await expect.poll(() => textsOf(anna, 'гербарий')).toEqual(['Давняя переписка о гербарии']);
  });

  test('SEARCH8 a page of history stands around an ordinal, and goes on after it', async () => {
    const chatId = await school.chatId({ kind: 'class', className: '7Б' });
    const around = await anna.call('message:history', { chatId, around: 40 });
    const ordinals = around.messages.map(({ ordinal }) => ordinal);
    expect([ordinals[0], ordinals.includes(40), ordinals.at(-1)]).toEqual([15, true, 64]);
    const after = await anna.call('message:history', { chatId, after: 60 });
    expect(after.messages.map(({ ordinal }) => ordinal)).toEqual([61, 62, 63, 64, 65]);
    const first = await anna.call('message:history', { chatId, around: 1 });
    expect(first.messages[0]?.ordinal).toBe(1);
  });
});
