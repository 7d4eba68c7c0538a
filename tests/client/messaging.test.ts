import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { unreadOf } from '../../client/chats/state.ts';
import { createCore } from '../../client/core.ts';
import { isRead } from '../../client/messages/state.ts';
import { ClientError } from '../../client/platform.ts';
import { openStore } from '../../client/store.ts';
import { ANNA, ELENA, type RunningSchool, startRunningSchool } from '../backend/running-school.ts';
import { listed, online, openPage, type Page, settled, shown, storedTexts, texts, until } from './two-people.ts';

let school: RunningSchool;
let annaId: string;
let elenaId: string;
let algebra: string;
const pages: Page[] = [];

beforeAll(async () => {
  school = await startRunningSchool();
  annaId = await school.personId(ANNA);
  elenaId = await school.personId(ELENA);
  algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
});
afterAll(() => school?.close());
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});

async function pageOf(personId: string): Promise<Page> {
  const page = await openPage(school, personId);
  pages.push(page);
  return page;
}
const row = (page: Page) => page.app.chats.state.value.chats.get(algebra);

describe('two people', () => {
  let anna: Page;
  let elena: Page;
  beforeEach(async () => {
    [anna, elena] = [await pageOf(annaId), await pageOf(elenaId)];
    await Promise.all([listed(anna), listed(elena)]);
  });

  test('MSG7 a message is pending on disk, then its event replaces it, and the other sees it', async () => {
    const [annas, elenas] = [anna.open(algebra), elena.open(algebra)];
    await Promise.all([shown(annas), shown(elenas)]);
    await anna.app.outbox.send(algebra, 'Здравствуйте! Можно § 14 завтра?');
    const [entry] = anna.app.outbox.entries.value;
    // The event cannot have come yet: sending has just been asked for.
    expect(entry).toMatchObject({ chatId: algebra, failed: null });
    await until('Elena sees it', () => texts(elenas).includes('Здравствуйте! Можно § 14 завтра?'));
    await settled(anna);
    expect(texts(annas).filter((text) => text.startsWith('Здравствуйте'))).toHaveLength(1);
    expect(annas.state.value.messages.at(-1)?.clientId).toBe(entry?.clientId);
    expect(anna.sends).toEqual([entry?.clientId]);
  });

  test('MSG8 the list follows chats that are not open: preview, order, unread', async () => {
    const before = row(anna);
    const annas = anna.open(algebra);
    await shown(annas);
    annas.markRead(row(anna)?.lastOrdinal ?? 0);
    annas.close();
    await until('all is read', () => unreadOf(row(anna) ?? (before as never)) === 0);
    await elena.app.outbox.send(algebra, 'Контрольная в пятницу');
    await until('the row moved', () => row(anna)?.lastMessage?.text === 'Контрольная в пятницу');
    expect(row(anna)).toMatchObject({ lastMessage: { senderId: elenaId, senderName: 'Елена Викторовна' } });
    expect(unreadOf(row(anna) as never)).toBe(1);
    await until('my own moves my marker', () => unreadOf(row(elena) as never) === 0);
    await settled(elena);
  });

  test('MSG15 a chat and a list whose answers got lost are asked for again, and have what was said meanwhile', async () => {
    const { connection } = anna.app;
    const { call } = connection;
    const lost: string[] = [];
    connection.call = async (name, input) => {
      if ((name !== 'chat:open' && name !== 'person:open') || lost.includes(name)) return call(name, input);
      lost.push(name);
      throw new ClientError('timeout');
    };
    await anna.app.chats.reload();
    expect(anna.app.chats.error.value).toBe('timeout');
    const annas = anna.open(algebra);
    await until('the first answer is lost', () => annas.error.value === 'timeout');
    await elena.app.outbox.send(algebra, 'Кто меня слышит?');
    await until('the list is fresh', () => anna.app.chats.error.value === null);
    await until('the message is there', () => texts(annas).at(-1) === 'Кто меня слышит?');
    expect([...lost].sort()).toEqual(['chat:open', 'person:open']);
    connection.call = call;
  });

  test('MSG9 the sender sees that the message was read, also when the answer is all that says so', async () => {
    const [annas, elenas] = [anna.open(algebra), elena.open(algebra)];
    await Promise.all([shown(annas), shown(elenas)]);
    await anna.app.outbox.send(algebra, 'Вопрос');
    await until('Elena sees it', () => texts(elenas).at(-1) === 'Вопрос');
    const question = annas.state.value.messages.at(-1);
    expect(question && isRead(annas.state.value, question)).toBe(false);
    await elena.app.outbox.send(algebra, 'Ответ');
    await until('Anna has the answer', () => texts(annas).at(-1) === 'Ответ');
    expect(question && isRead(annas.state.value, question)).toBe(true);
  });

  test('MSG10 history comes page by page to the chat’s first message', async () => {
    const biology = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Биология' });
    const rows = Array.from({ length: 120 }, (_, index) => ({
      chatId: biology,
      ordinal: index + 1,
      senderId: elenaId,
      clientId: `history-${index}`,
      text: `№ ${index + 1}`,
      sentAt: index,
    }));
    await school.db.insertInto('messages').values(rows).execute();
    await school.db.updateTable('chats').set({ lastOrdinal: 120 }).where('id', '=', biology).execute();
    const chat = anna.open(biology);
    await shown(chat);
    expect(texts(chat)).toHaveLength(50);
    await Promise.all([chat.loadEarlier(), chat.loadEarlier()]);
    expect(texts(chat)).toHaveLength(100);
    await chat.loadEarlier();
    expect(texts(chat)).toEqual(rows.map(({ text }) => text));
    expect(chat.state.value.hasEarlier).toBe(false);
  });

  test('G4 whatever batches are lost, the chat is whole in the end', async () => {
    // Of the live batches only some come; the seed is fixed, so a failure can be seen again.
    let seed = 7;
    const isLost = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % 3 === 0;
    };
    let lost = 0;
    const { onEvents } = anna.app.connection;
    anna.app.connection.onEvents = (listener) =>
      onEvents((batch) => {
        if (isLost()) lost++;
        else listener(batch);
      });
    const annas = anna.open(algebra);
    await shown(annas);
    for (let index = 0; index < 30; index++) {
      await elena.app.outbox.send(algebra, `строка ${index}`);
      if (index % 5 === 0) await settled(elena).catch(() => {});
    }
    const stored = async () => (await storedTexts(school, algebra)).filter((text) => text.startsWith('строка'));
    await until('all are sent', async () => (await stored()).length === 30);
    expect(lost).toBeGreaterThan(0);
    // The last batch may be lost too: the next one shows the hole.
    seed = 1;
    anna.app.connection.onEvents = onEvents;
    for (let index = 0; index < 4; index++) await elena.app.outbox.send(algebra, `ещё ${index}`);
    await until('Anna has them all, in order', () => {
      const seen = texts(annas).filter((text) => text.startsWith('строка'));
      return JSON.stringify(seen) === JSON.stringify(Array.from({ length: 30 }, (_, index) => `строка ${index}`));
    });
  });
});

describe('one person, two pages', () => {
  test('G7 a read marker travels to the other page, and sending there clears it too', async () => {
    const [first, second] = [await pageOf(elenaId), await pageOf(elenaId)];
    const anna = await pageOf(annaId);
    await Promise.all([listed(first), listed(second), listed(anna)]);
    await anna.app.outbox.send(algebra, 'Непрочитанное');
    await until('unread on both', () => unreadOf(row(first) as never) > 0 && unreadOf(row(second) as never) > 0);
    const chat = first.open(algebra);
    await shown(chat);
    chat.markRead(chat.state.value.messages.at(-1)?.ordinal ?? 0);
    await until('read on the other page', () => unreadOf(row(second) as never) === 0);
    chat.markRead(1);
    expect(unreadOf(row(first) as never)).toBe(0);
  });

  test('MSG11 the first paint comes from the local store without a network', async () => {
    const first = await pageOf(annaId);
    await listed(first);
    const open = first.open(algebra);
    await shown(open);
    await first.app.outbox.send(algebra, 'Последнее');
    await until('it is here', () => texts(open).at(-1) === 'Последнее');
    const seen = texts(open);
    const list = [...first.app.chats.state.value.chats.keys()];
    const store = await openStore(annaId);
    await until('it is on disk', async () => (await store.loadChat(algebra, 1))?.messages[0]?.text === 'Последнее');
    store.close();
    first.close();
    await school.kill();
    const second = await pageOf(annaId);
    await until('the list is painted', () => second.app.chats.state.value.status === 'local');
    expect([...second.app.chats.state.value.chats.keys()].sort()).toEqual(list.sort());
    const again = second.open(algebra);
    await until('the chat is painted', () => again.state.value.status === 'local');
    expect(texts(again)).toEqual(seen.slice(-50));
    expect(second.app.connection.status.value.kind).not.toBe('online');
    await school.start();
    await online(second);
    await shown(again);
  });

  test('MSG11 a connection that is begun later finds the stored list painted', async () => {
    await listed(await pageOf(annaId));
    const store = await openStore(annaId);
    await until('the list is on disk', async () => (await store.loadList()).me);
    store.close();
    let asked = 0;
    let begin = () => {};
    const core = await createCore({
      personId: annaId,
      session: {
        serverUrl: async () => school.url,
        accessToken: () => {
          asked++;
          return school.token(annaId);
        },
        dropAccessToken: async () => {},
      },
      begin: new Promise((resolve) => {
        begin = resolve;
      }),
    });
    await core.chats.loaded;
    expect(core.chats.state.value.status).toBe('local');
    expect(core.chats.state.value.chats.has(algebra)).toBe(true);
    expect(asked).toBe(0);
    begin();
    await until('the list is fresh', () => core.chats.state.value.status === 'fresh');
    core.close();
  });

  test('G7 what was read without a network reaches the server after the page has been closed', async () => {
    const [anna, elena] = [await pageOf(annaId), await pageOf(elenaId)];
    await Promise.all([listed(anna), listed(elena)]);
    const chat = anna.open(algebra);
    await shown(chat);
    await elena.app.outbox.send(algebra, 'Прочтут без сети');
    await until('Anna has it', () => texts(chat).at(-1) === 'Прочтут без сети');
    await school.kill();
    await until('Anna is offline', () => anna.app.connection.status.value.kind === 'offline');
    const ordinal = chat.state.value.messages.at(-1)?.ordinal ?? 0;
    chat.markRead(ordinal);
    const store = await openStore(annaId);
    const local = async () => (await store.loadList()).chats.find(({ id }) => id === algebra)?.readOrdinal;
    await until('it is remembered', async () => (await local()) === ordinal);
    store.close();
    anna.close();
    await school.start();
    const again = await pageOf(annaId);
    await until('the list is painted', () => again.app.chats.state.value.status !== 'loading');
    await shown(again.open(algebra));
    const marker = () =>
      school.db
        .selectFrom('members')
        .select('readOrdinal')
        .where('chatId', '=', algebra)
        .where('personId', '=', annaId)
        .executeTakeFirstOrThrow();
    await until('the server knows', async () => (await marker()).readOrdinal === ordinal);
  });

  test('MSG12 the school put its database back from yesterday: nobody sees what is no more', async () => {
    const elena = await pageOf(elenaId);
    await listed(elena);
    const chat = elena.open(algebra);
    await shown(chat);
    for (const text of ['вчера', 'сегодня', 'сейчас']) await elena.app.outbox.send(algebra, text);
    await until('all are here', () => texts(chat).at(-1) === 'сейчас');
    const { ordinal = 0 } = chat.state.value.messages.find(({ text }) => text === 'вчера') ?? {};
    const seq = (chat.state.value.cursor ?? 0) - 2;
    const store = await openStore(elenaId);
    await until('on disk', async () => (await store.loadChat(algebra, 1))?.messages[0]?.text === 'сейчас');
    await school.kill();
    const stream = `chat:${algebra}`;
    await school.db.deleteFrom('events').where('stream', '=', stream).where('seq', '>', seq).execute();
    await school.db.deleteFrom('messages').where('chatId', '=', algebra).where('ordinal', '>', ordinal).execute();
    await school.db
      .updateTable('chats')
      .set({ lastOrdinal: ordinal, lastSeq: seq })
      .where('id', '=', algebra)
      .execute();
    await school.start();
    await until('the page follows', () => texts(chat).at(-1) === 'вчера');
    await until('the disk too', async () => (await store.loadChat(algebra, 50))?.messages.at(-1)?.text === 'вчера');
    expect((await store.loadChat(algebra, 1))?.head.cursor).toBe(seq);
    store.close();
  });
});
