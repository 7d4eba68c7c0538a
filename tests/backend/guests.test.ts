import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { closeToGuests, enterAsGuest, guestInvitation, MAX_GUESTS, openToGuests } from '../../backend/calls/guests.ts';
import { sourcesOf } from '../../backend/calls/permissions.ts';
import { contactsOf } from '../../backend/people/contacts.ts';
import { searchPeople } from '../../backend/school/find-people.ts';
import { importRoster } from '../../backend/school/import.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { FIRST_CALL_RULES } from '../../protocol/call-room.ts';
import { COMMANDS, type CommandName } from '../../protocol/commands.ts';
import { GUEST_COMMANDS, GUEST_PATH, type GuestPass } from '../../protocol/guests.ts';
import { Person } from '../../protocol/people.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { GUESTS_AT, livekitBinary, openSchool, until } from './calls-school.ts';
import { chatId, useLessonSchool } from './lesson-school.ts';
import { ANNA, ELENA, ORIGIN, openSocket, type RunningSchool, startRunningSchool } from './running-school.ts';

const NAME = { givenName: 'Игорь', familyName: 'Лебедев' };

describe('in a call', () => {
  const lessons = useLessonSchool();
  const { run, room, join, comeIn } = lessons;
  const deps = () => ({ db: lessons.school().db, clock: Date.now });

  /** A lesson with its teacher inside, and its link for guests. */
  async function lesson(): Promise<{ callId: string; secret: string }> {
    const { call } = await run('call:start', 'elena', { chatId });
    await comeIn(call.id, 'elena');
    await run('call:guest-link', 'elena', { callId: call.id, isOn: true });
    const { guestUrl } = await room(call.id);
    const secret = guestUrl?.slice(`${GUESTS_AT}${GUEST_PATH}/`.length) ?? '';
    expect(guestUrl).toBe(`${GUESTS_AT}${GUEST_PATH}/${secret}`);
    return { callId: call.id, secret };
  }
  async function guest(secret: string, name = NAME): Promise<GuestPass> {
    return enterAsGuest(deps(), secret, name);
  }
  /** Somebody who was let in. */
  async function guestInside(callId: string, secret: string): Promise<string> {
    const { me } = await guest(secret);
    await join(me.id);
    await run('call:admit', 'elena', { callId, personId: me.id });
    await comeIn(callId, me.id);
    return me.id;
  }

  test('GUEST1 a call has no link for guests until who leads it makes one; it is theirs to see, and in the audit log', async () => {
    const { call } = await run('call:start', 'elena', { chatId });
    await comeIn(call.id, 'elena');
    expect((await room(call.id)).guestUrl).toBeNull();
    const link = (who: string, isOn: boolean) => run('call:guest-link', who, { callId: call.id, isOn });
    await expect(link('anna', true)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(link('olga', true)).rejects.toMatchObject({ code: 'call-not-found' });
    await link('elena', true);
    const { guestUrl } = await room(call.id);
    await link('elena', true);
    expect((await room(call.id)).guestUrl).toBe(guestUrl);
    await join('anna');
    await comeIn(call.id, 'anna');
    expect((await room(call.id, 'anna')).guestUrl).toBeNull();
    await link('elena', false);
    expect((await room(call.id)).guestUrl).toBeNull();
    const deeds = await lessons.school().db.selectFrom('audit').select('deed').orderBy('id').execute();
    expect(deeds.map(({ deed }) => deed)).toEqual(['call:guests', 'call:guests', 'call:guests-end']);
  });

  test('GUEST2 a guest knocks, whatever the rules are, and is let in alone: not with the class, not with all', async () => {
    const { callId, secret } = await lesson();
    await run('call:set-rules', 'elena', { callId, change: { hasLobby: false } });
    const { me, chatId: where } = await guest(secret);
    expect(where).toBe(chatId);
    expect(await join(me.id)).toEqual({ status: 'waiting', callId, reason: 'knock' });
    await run('call:set-rules', 'elena', { callId, change: { isLocked: true } });
    await join('anna');
    expect((await room(callId)).waiting).toMatchObject([
      { person: { ...me, role: 'guest' }, mayEnter: false },
      { person: { id: 'anna' } },
    ]);
    await run('call:admit', 'elena', { callId, personId: null });
    expect((await room(callId)).waiting.map(({ person }) => person.id)).toEqual([me.id]);
    expect(await join('anna')).toMatchObject({ status: 'live' });
    expect(await join(me.id)).toMatchObject({ status: 'waiting' });
    await run('call:admit', 'elena', { callId, personId: me.id });
    expect(await join(me.id)).toMatchObject({ status: 'live', canEnd: false });
    const deeds = await lessons.school().db.selectFrom('audit').select(['deed', 'aboutId']).orderBy('id').execute();
    expect(deeds.at(-1)).toEqual({ deed: 'call:admit', aboutId: me.id });
  });

  test('GUEST3 a guest’s ticket says who they are, and names nobody of the class, before the door nor behind it', async () => {
    const { callId, secret } = await lesson();
    const { me } = await guest(secret);
    expect(await run('call:state', me.id, { chatId })).toMatchObject({
      ...{ call: { id: callId, participantCount: 1 }, participants: [], canStart: false },
    });
    await join(me.id);
    await run('call:admit', 'elena', { callId, personId: me.id });
    const ticket = await join(me.id);
    if (ticket.status !== 'live') throw new Error(ticket.status);
    expect(ticket.people).toEqual([]);
    const claims = JSON.parse(Buffer.from(ticket.token.split('.')[1] ?? '', 'base64url').toString());
    expect(v.parse(Person, JSON.parse(claims.metadata))).toEqual({ id: me.id, role: 'guest', ...NAME });
    expect(claims.video.canPublishSources).toEqual(['camera', 'microphone']);
    expect(claims.exp - claims.nbf).toBeLessThanOrEqual(120);
    // The school's people are shown to each other before the door, guests to nobody there.
    await comeIn(callId, me.id);
    const { call, participants } = await run('call:state', 'anna', { chatId });
    expect([call?.participantCount, participants.map(({ id }) => id)]).toEqual([2, ['elena']]);
  });

  test('GUEST4 a guest shows a screen only with the word; else the rules hold for guests as for pupils', async () => {
    const { callId, secret } = await lesson();
    const id = await guestInside(callId, secret);
    expect(sourcesOf('guest', FIRST_CALL_RULES, false)).toEqual(['camera', 'microphone']);
    expect(sourcesOf('guest', FIRST_CALL_RULES, true)).toEqual(['camera', 'microphone', 'screen']);
    expect(sourcesOf('guest', { ...FIRST_CALL_RULES, share: 'nobody' }, true)).toEqual(['camera', 'microphone']);
    expect(sourcesOf('guest', { ...FIRST_CALL_RULES, speak: 'called', video: 'nobody' }, false)).toEqual([]);
    await run('call:raise-hand', id, { callId, isUp: true });
    expect((await room(callId)).hands).toEqual([id]);
    await run('call:give-floor', 'elena', { callId, personId: id, isGiven: true });
    expect((await room(callId)).floor).toEqual([id]);
    await run('call:mute', 'elena', { callId, personId: id });
    for (const [name, input] of [
      ['call:mute', { callId, personId: null }],
      ['call:admit', { callId, personId: null }],
      ['call:set-rules', { callId, change: { speak: 'all' } }],
      ['call:guest-link', { callId, isOn: true }],
      ['call:stop', { callId }],
      ['call:end', { callId }],
    ] as const) {
      await expect(run(name, id, input as never), name).rejects.toMatchObject({ code: 'not-allowed' });
    }
    await expect(run('call:start', id, { chatId })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(run('call:attendance', id, { callId })).rejects.toMatchObject({ code: 'call-not-found' });
  });

  test('GUEST5 closing the door takes the link and who waits away, and lets who is inside stay', async () => {
    const { callId, secret } = await lesson();
    const inside = await guestInside(callId, secret);
    const { me } = await guest(secret);
    await join(me.id);
    const told: unknown[] = [];
    const stop = lessons.school().onPublished((one) => {
      if (one.kind === 'notice' && one.name === 'call:entry-changed') told.push([one.notice.entry, one.to]);
    });
    await run('call:guest-link', 'elena', { callId, isOn: false });
    stop();
    expect(told).toEqual([['refused', { people: [me.id] }]]);
    expect((await room(callId)).waiting).toEqual([]);
    await expect(join(me.id)).rejects.toMatchObject({ code: 'chat-not-found' });
    await expect(guest(secret)).rejects.toMatchObject({ code: 'guest-link-over' });
    await expect(guestInvitation(lessons.school().db, secret)).rejects.toMatchObject({ code: 'guest-link-over' });
    expect(await join(inside)).toMatchObject({ status: 'live' });
    // Opened again, it is another link.
    await run('call:guest-link', 'elena', { callId, isOn: true });
    expect((await room(callId)).guestUrl).not.toContain(secret);
  });

  test('GUEST6 the link and who came by it end with the call; in the next call of the chat they are nobody', async () => {
    const { callId, secret } = await lesson();
    const id = await guestInside(callId, secret);
    const told: unknown[] = [];
    const stop = lessons.school().onPublished((one) => {
      if (one.kind === 'notice' && one.name === 'call:changed') told.push([one.notice.call, one.to]);
    });
    await run('call:end', 'elena', { callId });
    await until('the end to be told', () => told.length > 0);
    stop();
    expect(told).toContainEqual([null, { people: expect.arrayContaining([id, 'anna']) }]);
    await expect(guest(secret)).rejects.toMatchObject({ code: 'guest-link-over' });
    await run('call:start', 'elena', { chatId });
    for (const name of ['call:state', 'call:join'] as const) {
      await expect(run(name, id, { chatId, deviceId: 'web-page' }), name).rejects.toMatchObject({
        code: 'chat-not-found',
      });
    }
    await expect(guest(secret)).rejects.toMatchObject({ code: 'guest-link-over' });
  });

  test('GUEST7 a guest who was taken out does not come back, and who was refused waits a minute', async () => {
    const { callId, secret } = await lesson();
    const id = await guestInside(callId, secret);
    await run('call:remove', 'elena', { callId, personId: id });
    expect(await join(id)).toEqual({ status: 'removed', callId });
    const { me } = await guest(secret);
    await join(me.id);
    await run('call:refuse', 'elena', { callId, personId: me.id });
    expect(await join(me.id)).toEqual({ status: 'refused', callId });
    lessons.school().passTime(61_000);
    expect(await join(me.id)).toMatchObject({ status: 'waiting' });
  });

  test('GUEST8 a name is cleaned as everybody sees it, an empty one refused, and a link is good for a hundred', async () => {
    const { secret } = await lesson();
    const { me } = await guest(secret, { givenName: ' \u202eИго\u200bрь ', familyName: 'Ле\u0301\u0301\u0301бедев' });
    expect(me).toMatchObject({ role: 'guest', givenName: 'Игорь', familyName: 'Ле\u0301\u0301бедев' });
    const empty = { givenName: '\u200b \u3164', familyName: 'Лебедев' };
    await expect(guest(secret, empty)).rejects.toMatchObject({ code: 'name-empty' });
    for (let count = 1; count < MAX_GUESTS; count++) await guest(secret);
    await expect(guest(secret)).rejects.toMatchObject({ code: 'guests-too-many' });
  });

  test('GUEST9 a school may have no guests at all', async () => {
    const closed = await openSchool({ binary: livekitBinary(), hasNoGuests: true });
    await until('LiveKit', () => closed.calls.status().status === 'available');
    const { commands } = closed.calls;
    const { call } = await commands['call:start'](closed.as('elena'), { chatId });
    const asked = commands['call:guest-link'](closed.as('elena'), { callId: call.id, isOn: true });
    await expect(asked).rejects.toMatchObject({ code: 'guests-off' });
    expect((await fetch(`${closed.url}${GUEST_PATH}/${'a'.repeat(22)}/call`)).status).toBe(404);
    await closed.close();
  });

  test('GUEST10 two people’s own call and another’s chat have no guests, and attendance counts none', async () => {
    const { callId, secret } = await lesson();
    const id = await guestInside(callId, secret);
    await expect(run('call:state', id, { chatId: 'staff' })).rejects.toMatchObject({ code: 'chat-not-found' });
    const { pupils } = await run('call:attendance', 'elena', { callId });
    expect(pupils.map(({ person }) => person.id)).toEqual(['anna', 'ivan']);
  });
});

describe('through the real server', () => {
  let school: RunningSchool;
  let secret: string;
  let callId: string;
  let chatId: string;
  beforeAll(async () => {
    school = await startRunningSchool();
    chatId = await school.chatId({ kind: 'subject', className: '7Б', subject: 'Алгебра' });
  });
  afterAll(() => school?.close());
  beforeEach(async () => {
    const elena = await school.personId(ELENA);
    callId = crypto.randomUUID();
    const call = { id: callId, chatId, room: callId, startedBy: elena, startedAt: Date.now() };
    const rest = { endedAt: null, endReason: null, ringsUntil: null, answeredAt: null };
    await school.db
      .insertInto('calls')
      .values({ ...call, ...rest })
      .execute();
    await openToGuests(school.db, callId, elena, Date.now());
    ({ secret } = await school.db
      .selectFrom('guestLinks')
      .select('secret')
      .where('callId', '=', callId)
      .executeTakeFirstOrThrow());
  });
  afterEach(async () => {
    await closeToGuests(school.db, callId);
    await school.db
      .updateTable('calls')
      .set({ endedAt: Date.now(), endReason: 'ended' })
      .where('id', '=', callId)
      .execute();
  });

  const at = (what: string, body?: object) =>
    fetch(`${school.url}${GUEST_PATH}/${secret}/${what}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
  const enter = async (name: object = NAME) => (await (await at('enter', name)).json()) as GuestPass;
  const connect = ({ token, me }: GuestPass, origin = school.url, personId = me.id) =>
    openSocket(school.url, { version: PROTOCOL_VERSION, token, personId }, { origin });

  test('GUEST11 a link says where it leads without names of people, and is nothing without its secret', async () => {
    const invitation = await (await at('call')).json();
    expect(invitation).toEqual({
      ...{ chat: { kind: 'subject', className: '7Б', subject: 'Алгебра' }, schoolName: expect.any(String) },
    });
    for (const wrong of ['a'.repeat(22), 'x', '%00', '..%2f..%2fetc']) {
      const answer = await fetch(`${school.url}${GUEST_PATH}/${wrong}/call`);
      expect([answer.status, await answer.json()], wrong).toEqual([404, { code: 'guest-link-over' }]);
    }
    for (const body of [
      {},
      { givenName: 'а' },
      { ...NAME, givenName: 'а'.repeat(41) },
      { givenName: 1, familyName: [] },
    ]) {
      expect((await at('enter', body)).status).toBe(400);
    }
    expect(await (await at('enter', { givenName: ' ', familyName: '\u200b' })).json()).toEqual({ code: 'name-empty' });
  });

  test('GUEST12 a guest’s socket takes the six commands of a guest and refuses every other one', async () => {
    const socket = await connect(await enter());
    for (const name of Object.keys(COMMANDS) as CommandName[]) {
      if (GUEST_COMMANDS.includes(name)) continue;
      expect(await socket.refusal(name, {}), name).toEqual({ code: 'not-allowed' });
    }
    expect(await socket.call('call:state', { chatId })).toMatchObject({ call: { id: callId }, participants: [] });
    expect(await socket.call('call:join', { chatId, deviceId: 'web-page' })).toMatchObject({ status: 'waiting' });
    expect((await socket.refusal('call:room', { callId })).code).toBe('not-allowed');
    const other = await school.chatId({ kind: 'class', className: '7Б' });
    expect((await socket.refusal('call:state', { chatId: other })).code).toBe('chat-not-found');
    socket.close();
  });

  test('GUEST13 a guest’s token is good for its own person and call, and nowhere else', async () => {
    const pass = await enter();
    const anna = await school.personId(ANNA);
    await expect(connect(pass, school.url, anna)).rejects.toMatchObject({ data: { code: 'person-not-linked' } });
    const as = { authorization: `Bearer ${pass.token}`, 'person-id': pass.me.id };
    expect((await fetch(`${school.url}/session`, { headers: as })).status).toBe(401);
    const upload = { ...as, 'tus-resumable': '1.0.0', 'upload-length': '1', 'upload-metadata': '' };
    expect((await fetch(`${school.url}/files`, { method: 'POST', headers: upload })).status).toBe(401);
    await school.db
      .updateTable('calls')
      .set({ endedAt: Date.now(), endReason: 'ended' })
      .where('id', '=', callId)
      .execute();
    await expect(connect(pass)).rejects.toMatchObject({ data: { code: 'token-invalid' } });
    expect(await (await at('enter', NAME)).json()).toEqual({ code: 'guest-link-over' });
  });

  test('GUEST14 a page of the server speaks for guests only, and other sites for nobody', async () => {
    const anna = await school.personId(ANNA);
    const own = { version: PROTOCOL_VERSION, token: await school.token(anna), personId: anna };
    await expect(openSocket(school.url, own, { origin: school.url })).rejects.toMatchObject({
      data: { code: 'origin-not-allowed' },
    });
    (await openSocket(school.url, own, { origin: ORIGIN })).close();
    await expect(connect(await enter(), 'https://evil.example')).rejects.toThrow();
  });

  test('GUEST15 a guest is nobody of the school: not in contacts, the command line or the list, and an import leaves them', async () => {
    const { me } = await enter();
    const { db } = school;
    const elena = await school.personId(ELENA);
    const contacts = await contactsOf(db, { id: elena, role: 'teacher' });
    expect(contacts.length).toBeGreaterThan(10);
    expect(contacts.filter(({ person }) => person.role === 'guest')).toEqual([]);
    expect(await searchPeople(db, 'Лебедев Игорь')).toEqual([]);
    const before = await db.selectFrom('people').selectAll().where('id', '=', me.id).executeTakeFirst();
    const roster = await readOneRoster('demo/school', Date.now());
    const counts = await importRoster({ db, bus: createLocalBus(), clock: Date.now }, roster);
    expect(
      Object.values(counts).every((count) => count === 0),
      JSON.stringify(counts),
    ).toBe(true);
    expect(await db.selectFrom('people').selectAll().where('id', '=', me.id).executeTakeFirst()).toEqual(before);
  });
});
