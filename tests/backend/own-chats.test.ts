import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { importRoster } from '../../backend/school/import.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { emptyChats, reduceChats } from '../../client/chats/state.ts';
import { type ChatRights, DEFAULT_RIGHTS, type RightLevel, type RightName } from '../../protocol/chat-rights.ts';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { EventBatch, Notice, StreamEvent } from '../../protocol/events.ts';
import type { Message } from '../../protocol/messages.ts';
import { picture, uploaderOf } from './files-school.ts';
import { ANNA, ELENA, MARIA, OLGA, type RunningSchool, startRunningSchool, type TestSocket } from './running-school.ts';

/** Teachers of the same classes as Elena. */
const GROMOV = 'Громов Андрей';
const LEBEDEVA = 'Лебедева Светлана';

let school: RunningSchool;
const people: Record<string, { id: string; socket: TestSocket }> = {};
const of = (name: string) => {
  const person = people[name];
  if (!person) throw new Error(`nobody is called ${name}`);
  return person;
};

beforeAll(async () => {
  school = await startRunningSchool({ RATE_LIMITS: 'off' });
  for (const name of [ELENA, GROMOV, LEBEDEVA, ANNA, MARIA, OLGA]) {
    const id = await school.personId(name);
    people[name] = { id, socket: await school.socket(id) };
  }
});
afterAll(() => school?.close());

const ids = (names: string[]) => names.map((name) => of(name).id);
const refused = async (name: string, command: string, input: unknown) =>
  (await of(name).socket.refusal(command, input)).code;

async function make(members: string[], more: object = {}, by = ELENA): Promise<Chat> {
  const input = { clientId: randomUUID(), title: 'Олимпиада', members: ids(members), ...more };
  return (await of(by).socket.call('chat:create', input)).chat;
}
const say = (name: string, chatId: string, text = 'текст', more: object = {}) =>
  of(name).socket.call('message:send', { chatId, clientId: randomUUID(), text, ...more });
async function history(name: string, chatId: string): Promise<Message[]> {
  return (await of(name).socket.call('message:history', { chatId })).messages;
}
const listed = async (name: string, chatId: string) =>
  (await of(name).socket.call('person:open', {})).chats.find(({ id }) => id === chatId);
const setRole = (chatId: string, name: string, role: 'owner' | 'admin' | 'member') =>
  of(ELENA).socket.call('member:role', { chatId, personId: of(name).id, role });
const silence = (chatId: string, name: string, how: 'hour' | 'day' | 'always' | 'none', by = ELENA) =>
  of(by).socket.call('member:silence', { chatId, personId: of(name).id, silence: how });

/** Events that a person's socket gets while something happens. */
async function eventsDuring(name: string, work: () => Promise<unknown>): Promise<StreamEvent[]> {
  const { socket } = of(name);
  const events: StreamEvent[] = [];
  const listen = (batch: { events: StreamEvent[] }) => void events.push(...batch.events);
  // What was published before it has come by the time of an answer.
  await socket.call('person:open', {});
  socket.raw.on('events', listen);
  await work();
  await socket.call('person:open', {});
  socket.raw.off('events', listen);
  return events;
}

describe('making a chat', () => {
  test('OWN1 staff make a chat with a title, a picture and members, who have it at once', async () => {
    const uploader = await uploaderOf(school, of(ELENA).id);
    const file = await uploader.upload('герб.png', await picture('png'));
    await of(ELENA).socket.call('file:finish', { id: file });
    let made: Chat | undefined;
    const events = await eventsDuring(ANNA, async () => {
      made = await make([ANNA, MARIA], { title: '  Олимпиада  по   алгебре ', picture: file });
    });
    const chat = made as Chat;
    expect(chat).toMatchObject({
      kind: 'own',
      title: 'Олимпиада по алгебре',
      picture: file,
      role: 'owner',
      memberCount: 3,
    });
    expect(events).toMatchObject([{ type: 'chat:joined', chat: { id: chat.id, role: 'member', picture: file } }]);
    const { links } = await of(ANNA).socket.call('file:links', { chatId: chat.id, ids: [file] });
    const square = await fetch(school.url + links[0]?.urls.square);
    const { default: sharp } = await import('sharp');
    const { width, height } = await sharp(Buffer.from(await square.arrayBuffer())).metadata();
    expect([width, height]).toEqual([192, 192]);
    expect(await refused(OLGA, 'file:links', { chatId: chat.id, ids: [file] })).toBe('chat-not-found');
  });

  test('OWN2 the same client id again is the same chat, and its answer', async () => {
    const input = { clientId: randomUUID(), title: 'Один раз', members: ids([ANNA]) };
    const first = await of(ELENA).socket.call('chat:create', input);
    const again = await of(ELENA).socket.call('chat:create', { ...input, title: 'Другое' });
    expect(again.chat).toMatchObject({ id: first.chat.id, title: 'Один раз', memberCount: 2 });
    expect((await history(ELENA, first.chat.id)).map((one) => one.service?.kind)).toEqual(['created', 'added']);
  });

  test.each([
    ['a pupil', ANNA, {}, 'not-allowed'],
    ['a parent', OLGA, {}, 'not-allowed'],
    ['without a title', ELENA, { title: ' \u200b\u202e\u3164 \u2800' }, 'title-empty'],
    ['with a long title', ELENA, { title: 'ы'.repeat(65) }, 'title-too-long'],
    ['with a picture of nobody', ELENA, { picture: 'f'.repeat(32) }, 'file-not-found'],
    ['with somebody unknown', ELENA, { members: ['nobody'] }, 'may-not-write'],
    ['with somebody’s file', ELENA, { picture: '../secret' }, 'file-not-found'],
  ])('OWN3 a chat %s is refused', async (_what, who, more, code) => {
    expect(await refused(who, 'chat:create', { clientId: randomUUID(), title: 'Чат', members: [], ...more })).toBe(
      code,
    );
  });

  test('OWN3 S18 nobody is added to whom one may not write', async () => {
    const id = randomUUID();
    const { schoolId } = await school.db.selectFrom('people').select('schoolId').limit(1).executeTakeFirstOrThrow();
    const name = { givenName: 'Нина', familyName: 'Чужая', middleName: null, className: null, subjects: '[]' };
    const stranger = { id, schoolId, sourcedId: id, role: 'parent' as const, ...name, phone: null, leftAt: null };
    await school.db.insertInto('people').values(stranger).execute();
    const chat = await make([ANNA], {}, GROMOV);
    expect(await refused(GROMOV, 'member:add', { chatId: chat.id, personIds: [id] })).toBe('may-not-write');
    const input = { clientId: randomUUID(), title: 'Чат', members: [of(ANNA).id, id] };
    expect(await refused(GROMOV, 'chat:create', input)).toBe('may-not-write');
    expect((await listed(GROMOV, chat.id))?.memberCount).toBe(2);
    await school.db.deleteFrom('people').where('id', '=', id).execute();
  });

  test('OWN3 S7 a title keeps nothing that cannot be seen or turns it round', async () => {
    const chat = await make([], { title: 'К\u202eруж\u200bок\n\u2066шахмат\u0300\u0301\u0302\u0303 ♟' });
    expect(chat.title).toBe('Кружок шахмат\u0300\u0301 ♟');
  });

  test('OWN4 the import of the school’s list leaves own chats and what was set in roster chats alone', async () => {
    const chat = await make([ANNA, OLGA]);
    const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    await of(ELENA).socket.call('chat:edit', { chatId: algebra, isReadOnly: true, rights: { pin: 'all' } });
    await silence(algebra, ANNA, 'always');
    const roster = await readOneRoster(`${import.meta.dirname}/../../demo/school`, Date.now());
    const counts = await importRoster({ db: school.db, bus: createLocalBus(), clock: Date.now }, roster);
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect((await listed(OLGA, chat.id))?.memberCount).toBe(3);
    expect(await listed(ANNA, algebra)).toMatchObject({ isReadOnly: true, silencedUntil: MUTED_FOR_EVER });
    await silence(algebra, ANNA, 'none');
    await of(ELENA).socket.call('chat:edit', { chatId: algebra, isReadOnly: false, rights: { pin: 'admins' } });
  });
});

describe('the rights of a chat', () => {
  let chat: Chat;
  let invited: string;
  const LEVELS: RightLevel[] = ['owner', 'admins', 'staff', 'all'];
  const WHO: [string, RightLevel[]][] = [
    [ELENA, ['owner', 'admins', 'staff', 'all']],
    [GROMOV, ['admins', 'staff', 'all']],
    [MARIA, ['admins', 'staff', 'all']],
    [LEBEDEVA, ['staff', 'all']],
    [ANNA, ['all']],
  ];

  beforeAll(async () => {
    chat = await make([GROMOV, LEBEDEVA, ANNA, MARIA, OLGA]);
    await setRole(chat.id, GROMOV, 'admin');
    await setRole(chat.id, MARIA, 'admin');
    const teachers = (await of(ANNA).socket.call('contact:list', {})).contacts.map(({ person }) => person.id);
    invited = teachers.find((id) => !ids([ELENA, GROMOV, LEBEDEVA]).includes(id)) ?? '';
    expect(invited).not.toBe('');
  });

  const ordinalOf = async (name: string) => (await say(name, chat.id)).ordinal;
  /** What the right is about, as one tries it: undefined where it may be done, else the code. */
  const ACTIONS: Record<RightName, (who: string) => Promise<string | undefined>> = {
    write: (who) => attempt(who, 'message:send', { clientId: randomUUID(), text: 'слово' }),
    mentionAll: (who) =>
      attempt(who, 'message:send', { clientId: randomUUID(), text: '@все, сбор', mentionsAll: true }),
    pin: async (who) => attempt(who, 'message:pin', { ordinal: await ordinalOf(ELENA) }),
    changeInfo: (who) => attempt(who, 'chat:edit', { title: `Имя ${randomUUID().slice(0, 8)}` }),
    deleteOthers: async (who) => attempt(who, 'message:delete', { ordinal: await ordinalOf(OLGA) }),
    async invite(who) {
      const code = await attempt(who, 'member:add', { personIds: [invited] });
      const row = school.db.updateTable('members').set({ leftAt: 1 }).where('chatId', '=', chat.id);
      await row.where('personId', '=', invited).execute();
      return code;
    },
    async call(who) {
      const { canStart } = await of(who).socket.call('call:state', { chatId: chat.id });
      const code = await attempt(who, 'call:start', {});
      // There is no LiveKit here: who may start one hears that.
      expect(code).toBe(canStart ? 'calls-unavailable' : 'not-allowed');
      return canStart ? undefined : code;
    },
  };
  async function attempt(who: string, command: string, input: object): Promise<string | undefined> {
    const answer = await of(who)
      .socket.raw.timeout(5000)
      .emitWithAck(command, { chatId: chat.id, ...input });
    return answer.ok ? undefined : answer.error.code;
  }
  const setRights = (rights: Partial<ChatRights>) =>
    of(ELENA).socket.call('chat:edit', { chatId: chat.id, rights: { ...DEFAULT_RIGHTS.own, ...rights } });

  const NAMES = Object.keys(DEFAULT_RIGHTS.own) as RightName[];
  const CASES = NAMES.flatMap((right) =>
    LEVELS.filter((level) => level !== 'all' || !['call', 'deleteOthers'].includes(right)).map(
      (level) => [right, level] as const,
    ),
  );
  test.each(CASES)('OWN5 the right %s at the level %s holds for each role', async (right, level) => {
    await setRights({ [right]: level });
    for (const [who, levels] of WHO) {
      const isStaff = [ELENA, GROMOV, LEBEDEVA].includes(who);
      const may = levels.includes(level) && (right !== 'call' || isStaff);
      const code = right === 'write' ? 'chat-read-only' : 'not-allowed';
      expect([who, await ACTIONS[right](who)]).toEqual([who, may ? undefined : code]);
    }
    await setRights({});
  });

  test('OWN5 a call and others’ messages are nobody’s at the level of all', async () => {
    for (const right of ['call', 'deleteOthers']) {
      expect(await refused(ELENA, 'chat:edit', { chatId: chat.id, rights: { [right]: 'all' } })).toBe('bad-request');
    }
  });

  test('OWN6 a teacher deletes a pupil’s message whatever the rights say, and no pupil deletes a teacher’s', async () => {
    await setRights({ deleteOthers: 'owner' });
    const deleted = (await say(ANNA, chat.id)).ordinal;
    await of(LEBEDEVA).socket.call('message:delete', { chatId: chat.id, ordinal: deleted });
    expect((await history(ANNA, chat.id)).find((one) => one.ordinal === deleted)?.deletedBy).toBe(of(LEBEDEVA).id);
    await setRights({ deleteOthers: 'admins' });
    const { ordinal } = await say(LEBEDEVA, chat.id);
    expect(await refused(MARIA, 'message:delete', { chatId: chat.id, ordinal })).toBe('not-allowed');
    await of(GROMOV).socket.call('message:delete', { chatId: chat.id, ordinal });
  });

  test('OWN7 staff who lead a chat set its rights: no pupil who administers it, no plain member', async () => {
    const input = { chatId: chat.id, rights: { write: 'all' } };
    await of(GROMOV).socket.call('chat:edit', input as never);
    for (const who of [MARIA, LEBEDEVA, ANNA]) expect(await refused(who, 'chat:edit', input)).toBe('not-allowed');
    expect(await refused(MARIA, 'chat:edit', { chatId: chat.id, isReadOnly: true })).toBe('not-allowed');
  });

  test('OWN8 in a roster chat writing, pins, mentions and calls can be set, not its name, members and roles', async () => {
    const algebra = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
    const edit = (more: object) => ({ chatId: algebra, ...more });
    const set = (rights: Partial<ChatRights>) => of(ELENA).socket.call('chat:edit', { chatId: algebra, rights });
    await set({ write: 'admins', pin: 'all', mentionAll: 'owner', call: 'owner' });
    expect(await refused(ANNA, 'message:send', edit({ clientId: randomUUID(), text: 'а можно?' }))).toBe(
      'chat-read-only',
    );
    await set({ write: 'all', pin: 'admins', mentionAll: 'staff', call: 'admins' });
    await say(ANNA, algebra);
    for (const [command, more] of [
      ['chat:edit', { title: 'Другое' }],
      ['chat:edit', { rights: { invite: 'all' } }],
      ['member:add', { personIds: ids([OLGA]) }],
      ['member:remove', { personId: of(ANNA).id }],
      ['member:role', { personId: of(ANNA).id, role: 'admin' }],
      ['chat:leave', {}],
    ] as const) {
      expect([command, await refused(ELENA, command, edit(more))]).toEqual([command, 'not-allowed']);
    }
    const { chat: direct } = await of(ELENA).socket.call('chat:direct', { personId: of(ANNA).id });
    expect(await refused(ELENA, 'chat:edit', { chatId: direct.id, isReadOnly: true })).toBe('not-allowed');
    expect(await refused(ELENA, 'member:silence', { chatId: direct.id, personId: of(ANNA).id, silence: 'hour' })).toBe(
      'not-allowed',
    );
  });

  test('OWN9 S16 of a chat of others nothing can be asked', async () => {
    const other = await make([MARIA]);
    const inputs: [string, object][] = [
      ['chat:edit', { title: 'Моё' }],
      ['member:add', { personIds: ids([ELENA]) }],
      ['member:remove', { personId: of(MARIA).id }],
      ['member:role', { personId: of(MARIA).id, role: 'admin' }],
      ['member:silence', { personId: of(MARIA).id, silence: 'day' }],
      ['chat:leave', {}],
    ];
    for (const [command, more] of inputs) {
      expect([command, await refused(ANNA, command, { chatId: other.id, ...more })]).toEqual([
        command,
        'chat-not-found',
      ]);
      expect([command, await refused(ANNA, command, { chatId: 'nowhere', ...more })]).toEqual([
        command,
        'chat-not-found',
      ]);
    }
    for (const command of ['member:remove', 'member:silence']) {
      const input = { chatId: other.id, personId: of(ANNA).id, silence: 'day' };
      expect(await refused(ELENA, command, input)).toBe('person-not-found');
    }
  });
});

describe('reading only, and silence', () => {
  test('OWN10 in a read-only chat owner and admins write, everybody else is told so, and edits nothing either', async () => {
    const chat = await make([ANNA, LEBEDEVA]);
    const mine = await say(ANNA, chat.id, 'успела');
    const events = await eventsDuring(ANNA, () =>
      of(ELENA).socket.call('chat:edit', { chatId: chat.id, isReadOnly: true }),
    );
    expect(events).toMatchObject([
      { type: 'chat:changed', chatId: chat.id, standing: { isReadOnly: true, memberCount: 3 } },
    ]);
    for (const who of [ANNA, LEBEDEVA]) {
      expect(await refused(who, 'message:send', { chatId: chat.id, clientId: randomUUID(), text: 'нет' })).toBe(
        'chat-read-only',
      );
    }
    expect(await refused(ANNA, 'message:edit', { chatId: chat.id, ordinal: mine.ordinal, text: 'иначе' })).toBe(
      'chat-read-only',
    );
    expect(await refused(ANNA, 'typing:tell', { chatId: chat.id })).toBe('chat-read-only');
    await say(ELENA, chat.id, 'объявление');
    await of(ELENA).socket.call('chat:edit', { chatId: chat.id, isReadOnly: false });
    await say(ANNA, chat.id, 'снова можно');
    expect((await history(ANNA, chat.id)).flatMap((one) => one.service?.kind ?? [])).toEqual([
      'added',
      'read-only',
      'open',
    ]);
  });

  test('OWN11 a silence holds for its time by the server’s clock, is seen by its member, and ends by itself', async () => {
    const chat = await make([ANNA, MARIA]);
    const events = await eventsDuring(ANNA, () => silence(chat.id, ANNA, 'hour'));
    const until = (await listed(ANNA, chat.id))?.silencedUntil ?? 0;
    expect(events).toMatchObject([{ type: 'chat:changed', standing: { silencedUntil: until } }]);
    const error = await of(ANNA).socket.refusal('message:send', { chatId: chat.id, clientId: randomUUID(), text: 'а' });
    expect(error.code).toBe('silenced');
    expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
    await say(MARIA, chat.id, 'мне можно');
    const row = school.db.updateTable('members').where('chatId', '=', chat.id).where('personId', '=', of(ANNA).id);
    await row.set({ silencedUntil: Date.now() + 300 }).execute();
    expect(await refused(ANNA, 'message:send', { chatId: chat.id, clientId: randomUUID(), text: 'б' })).toBe(
      'silenced',
    );
    await new Promise((done) => setTimeout(done, 350));
    await say(ANNA, chat.id, 'время вышло');
  });

  test('OWN11 a silence without end is given back, and outlives leaving and coming back', async () => {
    const chat = await make([ANNA]);
    await silence(chat.id, ANNA, 'always');
    const error = await of(ANNA).socket.refusal('message:send', { chatId: chat.id, clientId: randomUUID(), text: 'а' });
    expect(error).toEqual({ code: 'silenced' });
    await of(ANNA).socket.call('chat:leave', { chatId: chat.id });
    await of(ELENA).socket.call('member:add', { chatId: chat.id, personIds: ids([ANNA]) });
    expect(await refused(ANNA, 'message:send', { chatId: chat.id, clientId: randomUUID(), text: 'а' })).toBe(
      'silenced',
    );
    await silence(chat.id, ANNA, 'none');
    await say(ANNA, chat.id, 'спасибо');
    expect((await listed(ANNA, chat.id))?.silencedUntil).toBeUndefined();
  });

  test.each([
    [ELENA, ANNA, true],
    [ELENA, LEBEDEVA, true],
    [ELENA, GROMOV, false],
    [GROMOV, ANNA, true],
    [LEBEDEVA, ANNA, true],
    [LEBEDEVA, MARIA, false],
    [MARIA, ANNA, true],
    [MARIA, LEBEDEVA, false],
    [MARIA, ELENA, false],
    [ANNA, OLGA, false],
    [ANNA, LEBEDEVA, false],
    [ELENA, ELENA, false],
  ])('OWN12 %s silences %s: %s', async (who, whom, may) => {
    const chat = await make([GROMOV, LEBEDEVA, ANNA, MARIA, OLGA]);
    await setRole(chat.id, GROMOV, 'admin');
    await setRole(chat.id, MARIA, 'admin');
    const input = { chatId: chat.id, personId: of(whom).id, silence: 'day' as const };
    if (may) await of(who).socket.call('member:silence', input);
    else expect(await refused(who, 'member:silence', input)).toBe('not-allowed');
  });
});

describe('coming and going', () => {
  test('OWN13 who is added later sees the history from joining on, and the line that says so', async () => {
    const chat = await make([ANNA]);
    await say(ELENA, chat.id, 'без Марии');
    await of(ELENA).socket.call('member:add', { chatId: chat.id, personIds: ids([MARIA, ANNA]) });
    const seen = await history(MARIA, chat.id);
    expect(seen.map((one) => one.service)).toEqual([
      { kind: 'added', people: [{ id: of(MARIA).id, name: 'Мария Ковалёва' }] },
    ]);
    expect(await listed(MARIA, chat.id)).toMatchObject({ memberCount: 3, lastMessage: { service: { kind: 'added' } } });
    const ordinals = (await history(ELENA, chat.id)).map((one) => one.ordinal);
    expect(ordinals).toEqual([1, 2, 3, 4]);
  });

  test('OWN14 a line of the history is nobody’s message: it is not edited, deleted, answered, reacted to or pinned', async () => {
    const chat = await make([ANNA]);
    const at = { chatId: chat.id, ordinal: 1 };
    expect(await refused(ELENA, 'message:delete', at)).toBe('not-allowed');
    expect(await refused(ELENA, 'message:edit', { ...at, text: 'иначе' })).toBe('message-not-found');
    expect(await refused(ELENA, 'message:react', { ...at, reaction: 'like' })).toBe('message-not-found');
    expect(await refused(ELENA, 'message:pin', at)).toBe('message-not-found');
    const reply = { chatId: chat.id, clientId: randomUUID(), text: 'ответ', replyTo: 1 };
    expect(await refused(ELENA, 'message:send', reply)).toBe('message-not-found');
  });

  test('OWN15 G8 who is removed gets nothing more, with the chat open and after coming back', async () => {
    const chat = await make([ANNA, MARIA]);
    await of(ANNA).socket.call('chat:open', { chatId: chat.id, cursor: null });
    const events = await eventsDuring(ANNA, async () => {
      await of(ELENA).socket.call('member:remove', { chatId: chat.id, personId: of(ANNA).id });
      await say(ELENA, chat.id, 'тайна');
      await of(ELENA).socket.call('chat:edit', { chatId: chat.id, title: 'Тайное имя' });
    });
    expect(events).toEqual([{ seq: expect.any(Number), type: 'chat:left', chatId: chat.id }]);
    const back = await school.socket(of(ANNA).id);
    const { chats } = await back.call('person:open', {});
    expect(chats.some(({ id }) => id === chat.id)).toBe(false);
    expect((await back.refusal('chat:open', { chatId: chat.id, cursor: 0 })).code).toBe('chat-not-found');
    expect((await back.refusal('message:history', { chatId: chat.id })).code).toBe('chat-not-found');
    back.close();
    expect((await history(MARIA, chat.id)).find((one) => one.service?.kind === 'removed')?.service).toMatchObject({
      people: [{ id: of(ANNA).id }],
    });
  });

  test('OWN15 G8 who is removed while offline finds the chat gone, and one’s waiting message is refused', async () => {
    const chat = await make([ANNA, MARIA]);
    const offline = await school.socket(of(MARIA).id);
    const { cursor } = await offline.call('chat:open', { chatId: chat.id, cursor: null });
    offline.close();
    await of(ELENA).socket.call('member:remove', { chatId: chat.id, personId: of(MARIA).id });
    await say(ELENA, chat.id, 'тайна');
    const back = await school.socket(of(MARIA).id);
    expect((await back.refusal('chat:open', { chatId: chat.id, cursor })).code).toBe('chat-not-found');
    const waiting = { chatId: chat.id, clientId: randomUUID(), text: 'писала в дороге' };
    expect((await back.refusal('message:send', waiting)).code).toBe('chat-not-found');
    back.close();
  });

  test.each([
    [ELENA, GROMOV, true],
    [GROMOV, ANNA, true],
    [GROMOV, LEBEDEVA, true],
    [GROMOV, MARIA, false],
    [GROMOV, ELENA, false],
    [MARIA, ANNA, true],
    [MARIA, LEBEDEVA, false],
    [LEBEDEVA, ANNA, false],
    [ANNA, OLGA, false],
    [ELENA, ELENA, false],
  ])('OWN16 %s removes %s: %s', async (who, whom, may) => {
    const chat = await make([GROMOV, LEBEDEVA, ANNA, MARIA, OLGA]);
    await setRole(chat.id, GROMOV, 'admin');
    await setRole(chat.id, MARIA, 'admin');
    const input = { chatId: chat.id, personId: of(whom).id };
    if (may) await of(who).socket.call('member:remove', input);
    else expect(await refused(who, 'member:remove', input)).toBe('not-allowed');
  });

  test('OWN17 only the owner gives roles, and hands the chat over to staff only', async () => {
    const chat = await make([GROMOV, ANNA]);
    for (const who of [GROMOV, ANNA]) {
      const input = { chatId: chat.id, personId: of(ELENA).id, role: 'member' };
      expect(await refused(who, 'member:role', input)).toBe('not-allowed');
    }
    expect(await refused(ELENA, 'member:role', { chatId: chat.id, personId: of(ANNA).id, role: 'owner' })).toBe(
      'not-allowed',
    );
    await setRole(chat.id, GROMOV, 'owner');
    expect((await listed(GROMOV, chat.id))?.role).toBe('owner');
    expect((await listed(ELENA, chat.id))?.role).toBe('admin');
    expect(await refused(ELENA, 'member:role', { chatId: chat.id, personId: of(ANNA).id, role: 'admin' })).toBe(
      'not-allowed',
    );
  });

  test('OWN18 the owner leaves after handing over only, and the last one finds the chat in the archive', async () => {
    const chat = await make([GROMOV, ANNA]);
    expect(await refused(ELENA, 'chat:leave', { chatId: chat.id })).toBe('owner-must-stay');
    await setRole(chat.id, GROMOV, 'owner');
    expect(await of(ELENA).socket.call('chat:leave', { chatId: chat.id })).toEqual({ isArchived: false });
    expect(await listed(ELENA, chat.id)).toBeUndefined();
    await of(ANNA).socket.call('chat:leave', { chatId: chat.id });
    expect(await of(GROMOV).socket.call('chat:leave', { chatId: chat.id })).toEqual({ isArchived: true });
    expect(await listed(GROMOV, chat.id)).toMatchObject({ memberCount: 1, settings: { isArchived: true } });
    expect((await history(GROMOV, chat.id)).map((one) => one.service?.kind)).toContain('left');
  });

  test('OWN19 a picture that is changed is not swept away, one that is taken off is let go, and no file is used twice', async () => {
    const uploader = await uploaderOf(school, of(ELENA).id);
    const file = await uploader.upload('а.png', await picture('png'));
    await of(ELENA).socket.call('file:finish', { id: file });
    const chat = await make([ANNA]);
    await of(ELENA).socket.call('chat:edit', { chatId: chat.id, picture: file });
    const uses = () => school.db.selectFrom('fileUses').selectAll().where('fileId', '=', file).execute();
    expect(await uses()).toHaveLength(1);
    const send = { chatId: chat.id, clientId: randomUUID(), text: '', attachments: [file] };
    expect(await refused(ELENA, 'message:send', send)).toBe('file-not-found');
    expect(
      await refused(ELENA, 'chat:create', { clientId: randomUUID(), title: 'Ещё', members: [], picture: file }),
    ).toBe('file-not-found');
    await of(ELENA).socket.call('chat:edit', { chatId: chat.id, picture: null });
    expect(await uses()).toHaveLength(0);
    expect((await listed(ANNA, chat.id))?.picture).toBeUndefined();
  });
});

test('OWN21 G5 an old list and what came since are the list as it is now', async () => {
  const { socket } = of(ANNA);
  const { me, chats, calls, cursor } = await socket.call('person:open', {});
  let state = reduceChats(emptyChats, { type: 'snapshot', me, chats, calls, cursor });
  const onEvents = (batch: EventBatch) => {
    if (!batch.stream.startsWith('person:')) return;
    state = reduceChats(state, { type: 'events', events: batch.events, cursor: batch.events.at(-1)?.seq ?? 0 });
  };
  const onAdvanced = (notice: Notice<'chat:advanced'>) => {
    state = reduceChats(state, { type: 'advanced', notice });
  };
  socket.raw.on('events', onEvents);
  socket.raw.on('chat:advanced', onAdvanced);
  const chat = await make([ANNA, GROMOV]);
  const { call } = of(ELENA).socket;
  await silence(chat.id, ANNA, 'day');
  await call('chat:edit', { chatId: chat.id, title: 'Другое имя', isReadOnly: true, rights: { pin: 'all' } });
  await call('member:add', { chatId: chat.id, personIds: ids([MARIA]) });
  await call('member:remove', { chatId: chat.id, personId: of(GROMOV).id });
  await setRole(chat.id, ANNA, 'admin');
  const gone = await make([ANNA]);
  await call('member:remove', { chatId: gone.id, personId: of(ANNA).id });
  const fresh = await socket.call('person:open', {});
  const byId = (list: Iterable<Chat>) => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
  // What stands last in a lively chat is told a quarter of a second late.
  await expect.poll(() => byId(state.chats.values())).toEqual(byId(fresh.chats));
  expect(state.cursor).toBe(fresh.cursor);
  socket.raw.off('events', onEvents);
  socket.raw.off('chat:advanced', onAdvanced);
});

test('OWN20 S17 who makes chat after chat is told to wait', async () => {
  const strict = await startRunningSchool();
  try {
    const socket = await strict.socket(await strict.personId(ELENA));
    const ask = () => socket.raw.emitWithAck('chat:create', { clientId: randomUUID(), title: 'Чат', members: [] });
    const answers = [];
    for (let count = 0; count < 31; count++) answers.push(await ask());
    expect(answers.filter((answer) => answer.ok)).toHaveLength(30);
    expect(answers.at(-1)?.error).toMatchObject({ code: 'rate-limited', retryAfterMs: expect.any(Number) });
  } finally {
    await strict.close();
  }
});
