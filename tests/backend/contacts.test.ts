import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDirect } from '../../backend/chats/direct.ts';
import { chatsFor } from '../../backend/chats/list.ts';
import { createSend } from '../../backend/messages/rules.ts';
import { contactsOf, mayWrite } from '../../backend/people/contacts.ts';
import { peopleByIds } from '../../backend/people/people.ts';
import { importRoster } from '../../backend/school/import.ts';
import { ANNA, ELENA, MARIA, type RunningSchool, startRunningSchool } from './running-school.ts';
import { createSchool, rosterPerson, smallSchool } from './school-roster.ts';

/** The small school with one more family, and somebody of the staff who teaches nobody. */
function town() {
  const roster = smallSchool();
  roster.people.push(rosterPerson('father', { role: 'parent' }), rosterPerson('idle', { role: 'teacher' }));
  roster.guardians.push({ parentId: 'father', childId: 'gleb' });
  return roster;
}

/** Who may write to whom, both ways; every pair that is not here may not. */
const ALLOWED = [
  // A pupil and those who teach them.
  ['anna', 'algebra'],
  ['boris', 'algebra'],
  ['vera', 'english'],
  ['gleb', 'english'],
  // A parent and those who teach the children: Anna and Vera are one mother's.
  ['mother', 'algebra'],
  ['mother', 'english'],
  ['father', 'english'],
  // The staff among themselves.
  ['head', 'algebra'],
  ['head', 'english'],
  ['head', 'idle'],
  ['algebra', 'english'],
  ['algebra', 'idle'],
  ['english', 'idle'],
];
const EVERYBODY = ['head', 'algebra', 'english', 'idle', 'anna', 'boris', 'vera', 'gleb', 'mother', 'father'];
const PAIRS = EVERYBODY.flatMap((a) => EVERYBODY.map((b) => [a, b] as const));
const isAllowed = (a: string, b: string) => ALLOWED.some((pair) => a !== b && pair.includes(a) && pair.includes(b));

describe('the rules', () => {
  let school: Awaited<ReturnType<typeof createSchool>>;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    school = await createSchool();
    await importRoster(school, town());
    for (const who of EVERYBODY) ids.set(who, await school.personId(who));
  });
  afterAll(() => school.db.destroy());

  const person = async (who: string) => {
    const [found] = await peopleByIds(school.db, [ids.get(who) ?? '']);
    if (!found) throw new Error(`nobody is called ${who}`);
    return found;
  };

  test.each(PAIRS)('S18 the table of who may write to whom: %s to %s', async (a, b) => {
    const [from, to] = [await person(a), await person(b)];
    const allowed = isAllowed(a, b);
    expect(await mayWrite(school.db, from, to)).toBe(allowed);
    const contacts = await contactsOf(school.db, from);
    expect(contacts.some((one) => one.person.id === to.id)).toBe(allowed);
    const opened = openDirect(school, from.id, to.id);
    if (allowed) expect((await opened).peer?.id).toBe(to.id);
    else await expect(opened).rejects.toMatchObject({ code: 'may-not-write' });
  });

  test('CONT1 both begin the same chat, each sees the other as its name', async () => {
    const [anna, algebra] = [await person('anna'), await person('algebra')];
    const mine = await openDirect(school, anna.id, algebra.id);
    const theirs = await openDirect(school, algebra.id, anna.id);
    expect(theirs.id).toBe(mine.id);
    expect([mine.peer?.id, theirs.peer?.id]).toEqual([algebra.id, anna.id]);
    expect(theirs).toMatchObject({ kind: 'direct', memberCount: 2, peer: { className: '7Б' } });
  });

  test('CONT2 a parent is shown with the children because of whom I may write', async () => {
    const contacts = await contactsOf(school.db, await person('english'));
    const mother = contacts.find((one) => one.person.familyName === 'mother');
    expect(mother?.children.map(({ familyName }) => familyName)).toEqual(['vera']);
  });

  test('CONT3 S18 the right is looked at on every send: who teaches me no more gets nothing more from me', async () => {
    const [anna, algebra] = [await person('anna'), await person('algebra')];
    const { id: chatId } = await openDirect(school, anna.id, algebra.id);
    const send = createSend(school);
    await send({ senderId: anna.id, chatId, clientId: 'client-before', text: 'Здравствуйте' });
    const roster = town();
    for (const unit of [...roster.classes, ...roster.groups]) {
      unit.enrollments = unit.enrollments.filter(({ personId }) => personId !== 'anna');
    }
    await importRoster(school, roster);
    const after = { senderId: anna.id, chatId, clientId: 'client-after', text: 'А теперь?' };
    await expect(send(after)).rejects.toMatchObject({ code: 'may-not-write' });
    await expect(send({ ...after, senderId: algebra.id, clientId: 'client-back' })).rejects.toMatchObject({
      code: 'may-not-write',
    });
    // What was written stays with both: the import neither empties nor renames direct chats.
    expect((await chatsFor(school.db, anna.id, [chatId]))[0]).toMatchObject({ lastOrdinal: 1, memberCount: 2 });
    await importRoster(school, town());
    expect(await send(after)).toMatchObject({ ordinal: 2 });
  });
});

describe('through sockets', () => {
  let school: RunningSchool;
  beforeAll(async () => {
    school = await startRunningSchool();
  });
  afterAll(() => school?.close());

  test('CONT4 a pupil writes to her teacher, who has the chat at once; a classmate is refused', async () => {
    const [annaId, elenaId] = [await school.personId(ANNA), await school.personId(ELENA)];
    const [anna, elena] = [await school.socket(annaId), await school.socket(elenaId)];
    await elena.call('person:open', {});
    const told = new Promise<{ events: { type: string; chat?: { peer?: { id: string } } }[] }>((resolve) =>
      elena.raw.once('events', resolve),
    );
    const { contacts } = await anna.call('contact:list', {});
    expect(contacts.every(({ person }) => person.role === 'teacher')).toBe(true);
    expect(contacts.map(({ person }) => person.id)).toContain(elenaId);
    const { chat } = await anna.call('chat:direct', { personId: elenaId });
    expect((await told).events).toMatchObject([{ type: 'chat:joined', chat: { peer: { id: annaId } } }]);
    await anna.call('message:send', { chatId: chat.id, clientId: 'client-direct', text: 'Можно пересдать?' });
    const { chats } = await elena.call('person:open', {});
    expect(chats.find(({ id }) => id === chat.id)?.lastMessage?.text).toBe('Можно пересдать?');
    const maria = await school.personId(MARIA);
    expect(await anna.refusal('chat:direct', { personId: maria })).toMatchObject({ code: 'may-not-write' });
    expect(await anna.refusal('chat:direct', { personId: 'nobody' })).toMatchObject({ code: 'may-not-write' });
  });

  test('CONT5 a direct chat is not there for anybody else', async () => {
    const anna = await school.socket(await school.personId(ANNA));
    const { chat } = await anna.call('chat:direct', { personId: await school.personId(ELENA) });
    const maria = await school.socket(await school.personId(MARIA));
    expect(await maria.refusal('chat:open', { chatId: chat.id, cursor: null })).toMatchObject({
      code: 'chat-not-found',
    });
    expect(
      await maria.refusal('message:send', { chatId: chat.id, clientId: 'client-intruder', text: 'я' }),
    ).toMatchObject({ code: 'chat-not-found' });
  });
});
