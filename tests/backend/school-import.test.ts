import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { chatsFor } from '../../backend/chats/list.ts';
import { requireMember } from '../../backend/chats/rules.ts';
import { insertMessage, nextPlace } from '../../backend/messages/store.ts';
import { describePlan } from '../../backend/school/describe.ts';
import { importRoster, previewImport } from '../../backend/school/import.ts';
import type { Roster, RosterClass } from '../../backend/school/roster.ts';
import { createSchool, lead, pupil, rosterPerson, smallSchool } from './school-roster.ts';

/** The small school where Anna has gone from 7Б to 7А. */
function afterMove(): Roster {
  const roster = smallSchool();
  for (const list of [...roster.classes, ...roster.groups]) {
    if (list.sourcedId.startsWith('b'))
      list.enrollments = list.enrollments.filter(({ personId }) => personId !== 'anna');
    else list.enrollments.push(pupil('anna'));
  }
  for (const person of roster.people) if (person.sourcedId === 'anna') person.className = '7А';
  return roster;
}

/** Puts a message into a chat as a send does. */
async function say(school: Awaited<ReturnType<typeof createSchool>>, rosterKey: string, sender: string, text: string) {
  const chatId = await school.chatId(rosterKey);
  const senderId = await school.personId(sender);
  const { ordinal, seq } = await nextPlace(school.db, chatId);
  await insertMessage(school.db, { chatId, ordinal, senderId, clientId: `client-${ordinal}-x`, text, sentAt: 1 }, seq);
}

test('ROSTER6 an import makes the chats of the school with the right members and owners', async () => {
  const school = await createSchool();
  const counts = await importRoster(school, smallSchool());
  expect(counts).toMatchObject({ peopleAdded: 8, chatsAdded: 7, membersJoined: 19 });
  expect(await school.members('staff')).toEqual(['algebra: member', 'english: member', 'head: owner']);
  expect(await school.members('class:b')).toEqual(['algebra: owner', 'anna: member', 'boris: member']);
  expect(await school.members('parents:b')).toEqual(['algebra: owner', 'mother: member']);
  expect(await school.members('parents:a')).toEqual(['english: owner', 'mother: member']);
  expect(await school.members('subject:a-english')).toEqual(['english: owner', 'gleb: member', 'vera: member']);
  const anna = await chatsFor(school.db, await school.personId('anna'));
  expect(anna.map(({ kind }) => kind).sort()).toEqual(['class', 'subject']);
  expect(anna[0]).toMatchObject({ firstOrdinal: 1, lastOrdinal: 0, readOrdinal: 0, className: '7Б' });
  const english = await chatsFor(school.db, await school.personId('vera'));
  expect(english.find(({ kind }) => kind === 'subject')).toMatchObject({ subject: 'Английский язык', group: '1' });
});

test('ROSTER6 without an administrator the first of the staff owns the staff chat; a second teacher administers', async () => {
  const school = await createSchool();
  const roster = smallSchool();
  for (const person of roster.people) person.isAdministrator = false;
  roster.groups[0]?.enrollments.push({ personId: 'english', role: 'teacher', isPrimary: false });
  await importRoster(school, roster);
  expect(await school.members('staff')).toEqual(['algebra: owner', 'english: member', 'head: member']);
  expect(await school.members('subject:b-algebra')).toContain('english: admin');
});

test('ROSTER6 a new chat is announced in each member’s own stream, and nobody is announced in the chat', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const anna = await school.events(`person:${await school.personId('anna')}`);
  expect(anna.map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'chat:joined'],
    [2, 'chat:joined'],
  ]);
  expect(anna[0]).toMatchObject({ chat: { memberCount: 3, role: 'member', canStartCall: false, lastMessage: null } });
  expect(await school.events(`chat:${await school.chatId('class:b')}`)).toEqual([]);
  expect(school.published).toHaveLength(8);
  expect(school.published.every(({ kind }) => kind === 'events')).toBe(true);
});

test('ROSTER7 importing the same list twice changes no row and tells nobody', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const before = await school.everything();
  const published = school.published.length;
  const shuffled = smallSchool();
  for (const list of [shuffled.people, shuffled.guardians, shuffled.classes, shuffled.groups]) list.reverse();
  for (const { enrollments } of [...shuffled.classes, ...shuffled.groups]) enrollments.reverse();
  const counts = await importRoster(school, shuffled);
  expect(Object.values(counts).every((count) => count === 0)).toBe(true);
  expect(await school.everything()).toBe(before);
  expect(school.published).toHaveLength(published);
});

test('ROSTER8 G8 a pupil who moves leaves the old chats with access, and joins the new ones from now on', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  await say(school, 'class:b', 'boris', 'до ухода');
  await say(school, 'class:a', 'vera', 'до прихода');
  await say(school, 'class:a', 'gleb', 'и это');
  const anna = await school.personId('anna');
  const [oldChat, newChat] = [await school.chatId('class:b'), await school.chatId('class:a')];
  const seen = (await school.events(`person:${anna}`)).length;
  school.published.length = 0;

  const counts = await importRoster(school, afterMove());
  expect(counts).toMatchObject({ peopleAdded: 0, peopleChanged: 1, membersJoined: 2, membersLeft: 3 });
  await expect(requireMember(school.db, anna, oldChat)).rejects.toMatchObject({ code: 'chat-not-found' });
  const { member } = await requireMember(school.db, anna, newChat);
  expect(member).toMatchObject({ firstOrdinal: 3, readOrdinal: 2, role: 'member' });
  const [chat] = await chatsFor(school.db, anna, [newChat]);
  expect(chat?.lastMessage).toBeNull();

  expect((await school.events(`chat:${oldChat}`)).at(-1)).toEqual({ seq: 2, type: 'member:left', personId: anna });
  expect((await school.events(`chat:${newChat}`)).at(-1)).toMatchObject({
    seq: 3,
    type: 'member:joined',
    member: { role: 'member', readOrdinal: 2, person: { id: anna, className: '7А' } },
  });
  const own = (await school.events(`person:${anna}`)).slice(seen);
  expect(own.map(({ type }) => type)).toEqual(['chat:left', 'chat:left', 'chat:joined', 'chat:joined']);
  expect(own.find((event) => event.type === 'chat:joined' && event.chat.id === newChat)).toMatchObject({
    chat: { firstOrdinal: 3, lastOrdinal: 2, readOrdinal: 2, memberCount: 4, lastMessage: null },
  });
  const cut = { kind: 'left-chat', personId: anna };
  expect(school.published.slice(0, 3)).toEqual(
    expect.arrayContaining([
      { ...cut, chatId: oldChat },
      { ...cut, chatId: await school.chatId('subject:b-algebra') },
    ]),
  );
  expect(school.published.slice(3).every(({ kind }) => kind === 'events')).toBe(true);
  // The mother has no child in this class any more.
  expect(await school.members('parents:b')).toEqual(['algebra: owner']);
});

test('ROSTER8 who comes back keeps the id and sees the history from the return on', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const anna = await school.personId('anna');
  await importRoster(school, afterMove());
  await say(school, 'class:b', 'boris', 'пока её не было');
  await importRoster(school, smallSchool());
  const { member } = await requireMember(school.db, anna, await school.chatId('class:b'));
  expect(member).toMatchObject({ firstOrdinal: 2, readOrdinal: 1, leftAt: null });
});

test('ROSTER9 who is gone from the list leaves the school and its chats, and comes back under the same id', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const gleb = await school.personId('gleb');
  const without = smallSchool();
  without.people = without.people.filter(({ sourcedId }) => sourcedId !== 'gleb');
  for (const list of [...without.classes, ...without.groups]) {
    list.enrollments = list.enrollments.filter(({ personId }) => personId !== 'gleb');
  }
  expect(await importRoster(school, without)).toMatchObject({ peopleLeft: 1, membersLeft: 2 });
  const row = await school.db.selectFrom('people').selectAll().where('id', '=', gleb).executeTakeFirstOrThrow();
  expect(row.leftAt).toBe(school.clock());
  expect(await chatsFor(school.db, gleb)).toEqual([]);
  expect(await importRoster(school, without)).toMatchObject({ peopleLeft: 0, membersLeft: 0 });
  expect(await importRoster(school, smallSchool())).toMatchObject({
    peopleAdded: 0,
    peopleChanged: 1,
    membersJoined: 2,
  });
  expect(await school.personId('gleb')).toBe(gleb);
});

test('ROSTER9 another teacher takes over: roles change, and both are told', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const roster = smallSchool();
  const [homeroom] = roster.classes as [RosterClass];
  homeroom.enrollments = [lead('english'), { ...lead('algebra'), isPrimary: false }, pupil('anna'), pupil('boris')];
  expect(await importRoster(school, roster)).toMatchObject({ membersChanged: 2, membersJoined: 2 });
  expect(await school.members('class:b')).toEqual([
    'algebra: admin',
    'anna: member',
    'boris: member',
    'english: owner',
  ]);
  const own = await school.events(`person:${await school.personId('algebra')}`);
  expect(own.at(-1)).toMatchObject({ type: 'chat:joined', chat: { role: 'admin' } });
});

test('ROSTER9 a class that is renamed keeps its chats, and its members get the new name', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const before = await school.chatId('class:b');
  const roster = smallSchool();
  const [homeroom] = roster.classes as [RosterClass];
  homeroom.name = '8Б';
  expect(await importRoster(school, roster)).toMatchObject({ chatsAdded: 0, chatsChanged: 2 });
  expect(await school.chatId('class:b')).toBe(before);
  const own = await school.events(`person:${await school.personId('boris')}`);
  expect(own.at(-1)).toMatchObject({ type: 'chat:joined', chat: { id: before, className: '8Б' } });
});

test('ROSTER9 a new surname reaches the chats in which the person is', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const roster = smallSchool();
  for (const person of roster.people) if (person.sourcedId === 'algebra') person.familyName = 'Новая';
  expect(await importRoster(school, roster)).toMatchObject({ peopleChanged: 1 });
  const events = await school.events(`chat:${await school.chatId('class:b')}`);
  expect(events).toMatchObject([{ type: 'member:joined', member: { role: 'owner', person: { familyName: 'Новая' } } }]);
});

test('ROSTER10 S16 two schools with the same ids in their lists stay apart', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const before = await school.everything();
  const other = { ...smallSchool(), school: { sourcedId: 'other', name: 'Другая' } };
  other.people = other.people.filter(({ sourcedId }) => sourcedId !== 'gleb');
  for (const list of [...other.classes, ...other.groups]) {
    list.enrollments = list.enrollments.filter(({ personId }) => personId !== 'gleb');
  }
  expect(await importRoster(school, other)).toMatchObject({ peopleAdded: 7, peopleLeft: 0, chatsAdded: 7 });
  const first = await importRoster(school, smallSchool());
  expect(Object.values(first).every((count) => count === 0)).toBe(true);
  const people = JSON.parse(before).people as { id: string; schoolId: string }[];
  const mixed = await school.db
    .selectFrom('members')
    .innerJoin('chats', 'chats.id', 'members.chatId')
    .select('members.personId')
    .where('chats.schoolId', '!=', people[0]?.schoolId ?? '')
    .where(
      'members.personId',
      'in',
      people.map(({ id }) => id),
    )
    .execute();
  expect(mixed).toEqual([]);
});

test('ROSTER11 a dry run says what would change, and changes nothing', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const before = await school.everything();
  const published = school.published.length;
  const roster = afterMove();
  roster.people.push(rosterPerson('new', { role: 'parent', familyName: 'Новикова', givenName: 'Вера' }));
  const lines = describePlan(await previewImport(school, roster));
  expect(lines).toContain('Появится: Новикова Вера, родитель');
  expect(lines).toContain('Изменится: anna Имя, ученик, 7\u00a0Б → anna Имя, ученик, 7\u00a0А (класс)');
  expect(lines).toContain('7\u00a0А\u00a0— класс: войдёт anna Имя, ученик, 7\u00a0А');
  expect(lines).toContain('7\u00a0Б\u00a0— Алгебра: выйдет anna Имя, ученик, 7\u00a0А');
  expect(await school.everything()).toBe(before);
  expect(school.published).toHaveLength(published);
  expect(describePlan(await previewImport(school, smallSchool()))).toEqual(['Изменений нет: в школе всё уже так.']);
});

test('ROSTER12 an import that fails half way leaves everything as it was', async () => {
  const school = await createSchool();
  await importRoster(school, smallSchool());
  const before = await school.everything();
  await sql`create trigger full before insert on events begin select raise(abort, 'disk is full'); end`.execute(
    school.db,
  );
  const published = school.published.length;
  await expect(importRoster(school, afterMove())).rejects.toThrow('disk is full');
  expect(await school.everything()).toBe(before);
  expect(school.published).toHaveLength(published);
});

test('ROSTER13 a school of 1,500 people is imported, and again without a change', async () => {
  const school = await createSchool();
  const roster: Roster = {
    school: { sourcedId: 'big', name: 'Большая' },
    people: [],
    guardians: [],
    classes: [],
    groups: [],
  };
  for (let teacher = 0; teacher < 60; teacher += 1)
    roster.people.push(rosterPerson(`t${teacher}`, { role: 'teacher' }));
  for (let index = 0; index < 24; index += 1) {
    const name = `${5 + (index % 6)}${'АБВГ'[Math.floor(index / 6)]}`;
    const pupils = Array.from({ length: 30 }, (_, number) => `p${index}-${number}`);
    for (const id of pupils) {
      roster.people.push(rosterPerson(id, { role: 'pupil', className: name }));
      roster.people.push(rosterPerson(`of-${id}`, { role: 'parent' }));
      roster.guardians.push({ parentId: `of-${id}`, childId: id });
    }
    const enrollments = [lead(`t${index}`), ...pupils.map(pupil)];
    roster.classes.push({ sourcedId: `c${index}`, name, enrollments });
    for (let subject = 0; subject < 12; subject += 1) {
      const sourcedId = `c${index}-${subject}`;
      roster.groups.push({ sourcedId, subject: `Предмет ${subject}`, className: name, group: null, enrollments });
    }
  }
  const counts = await importRoster(school, roster);
  expect(counts).toMatchObject({ peopleAdded: 1500, chatsAdded: 1 + 24 * 14 });
  const again = await importRoster(school, roster);
  expect(Object.values(again).every((count) => count === 0)).toBe(true);
});
