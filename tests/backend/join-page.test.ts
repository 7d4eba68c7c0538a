import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindVkUser } from '../../backend/accounts/binding.ts';
import { createLocalBus } from '../../backend/bus/bus.ts';
import { makeInvite, removeInvite } from '../../backend/chats/invites.ts';
import { createChat } from '../../backend/chats/own.ts';
import { type School, startSchool } from './accounts-school.ts';
import { createVisitor, type Page, signInAtVk } from './accounts-visitor.ts';

const ANNA = { phone: '79120000001', vkUser: '100001' };
const PETR = { phone: '79120000004', vkUser: '100004' };
let school: School;
let chatId: string;
let path: string;

const deps = () => ({ db: school.db, bus: createLocalBus(), clock: () => school.time.now });
const link = () => school.url + path;

beforeEach(async () => {
  school = await startSchool();
  const own = { ...deps(), makeSquare: async () => {} };
  const input = { clientId: randomUUID(), title: 'Кружок <b>роботов</b>', members: [] };
  chatId = (await createChat(own, 'sokolov', input)).id;
  path = (await makeInvite(deps(), 'sokolov', { chatId, lifetime: 'week', maxUses: null })).path;
});
afterEach(() => school.close());

/** The page's own form with one of its buttons. */
function choose(visitor: ReturnType<typeof createVisitor>, page: Page, personId: string, ticket?: string) {
  const given = /name="ticket" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  return visitor.open(`${link()}/accept`, { ticket: ticket ?? given, personId });
}
async function memberIds(): Promise<string[]> {
  const rows = await school.db
    .selectFrom('members')
    .select('personId')
    .where('chatId', '=', chatId)
    .where('leftAt', 'is', null)
    .execute();
  return rows.map(({ personId }) => personId).sort();
}

test('JOIN1 a link says in any browser where it leads, without a script and with nothing from elsewhere', async () => {
  const page = await createVisitor().open(link());
  expect(page.status).toBe(200);
  expect(page.html).toContain('Вас приглашают в чат «Кружок &lt;b&gt;роботов&lt;/b&gt;»');
  expect(page.html).toContain('Школа № 412');
  expect(page.html).toContain('Присоединиться');
  expect(page.html).not.toMatch(/<script|<img|https?:\/\//);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
});

test('JOIN2 one signs in with VK ID, confirms who one is, and is in the chat; no session is left', async () => {
  await bindVkUser(school.db, ANNA.vkUser, 'anna', school.time.now);
  const visitor = createVisitor();
  const who = await signInAtVk(visitor, `${link()}/sign-in`, ANNA.phone);
  expect(who.html).toContain('Присоединиться: Анна Иванова');
  expect(await memberIds()).toEqual(['sokolov']);
  const done = await choose(visitor, who, 'anna');
  expect(done.html).toContain('Вы в чате «Кружок');
  expect(await memberIds()).toEqual(['anna', 'sokolov']);
  expect(await school.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
  expect([...visitor.cookies.keys()].filter((name) => name.includes('sign-in'))).toEqual([]);
});

test('JOIN3 whoever holds several people says which of them joins', async () => {
  await bindVkUser(school.db, PETR.vkUser, 'misha', school.time.now);
  await bindVkUser(school.db, PETR.vkUser, 'maria', school.time.now);
  const visitor = createVisitor();
  const who = await signInAtVk(visitor, `${link()}/sign-in`, PETR.phone);
  expect(who.html.match(/name="personId"/g)).toHaveLength(2);
  await choose(visitor, who, 'misha');
  expect(await memberIds()).toEqual(['misha', 'sokolov']);
});

test('JOIN4 S13 nobody joins as somebody whom their account does not hold, nor with another’s ticket', async () => {
  await bindVkUser(school.db, ANNA.vkUser, 'anna', school.time.now);
  const visitor = createVisitor();
  const who = await signInAtVk(visitor, `${link()}/sign-in`, ANNA.phone);
  const ticket = /name="ticket" value="([^"]+)"/.exec(who.html)?.[1] ?? '';
  const [accountId, until] = ticket.split('.');
  for (const [personId, forged] of [
    ['maria', ticket],
    ['anna', `${accountId}.${until}.${'A'.repeat(43)}`],
    ['anna', `${accountId}.${Number(until) + 1}.${ticket.split('.')[2]}`],
    ['anna', 'nonsense'],
  ] as const) {
    const page = await choose(visitor, who, personId, forged);
    expect([forged, page.status]).toEqual([forged, 400]);
  }
  school.time.now += 16 * 60_000;
  expect((await choose(visitor, who, 'anna')).html).toContain('Начать заново');
  expect(await memberIds()).toEqual(['sokolov']);
});

test('JOIN5 whom the school does not know is told what to do', async () => {
  const page = await signInAtVk(createVisitor(), `${link()}/sign-in`, ANNA.phone);
  expect(page.html).toContain('Школа вас пока не узнала');
  expect(page.html).toContain('код из школы');
});

test('JOIN6 a link that leads nowhere, and a sign-in that was refused, are pages with a sentence', async () => {
  const visitor = createVisitor();
  let page = await visitor.open(`${link()}/sign-in`);
  page = await visitor.press(page, 'phone', { phone: ANNA.phone });
  page = await visitor.press(page, 'password', { password: 'demo' });
  page = await visitor.press(page, 'deny');
  expect(page.html).toContain('Вы не разрешили вход');
  expect(page.html).toContain('Начать заново');
  await removeInvite(school.db, 'sokolov', chatId);
  for (const address of [link(), `${link()}/sign-in`, `${school.url}/join/short`]) {
    const gone = await visitor.open(address);
    expect([address, gone.status]).toEqual([address, 404]);
    expect(gone.html).toContain('больше не действует');
  }
});

test('JOIN7 S12 an answer from VK that this browser did not ask for joins nothing', async () => {
  await bindVkUser(school.db, ANNA.vkUser, 'anna', school.time.now);
  const victim = createVisitor();
  const page = await victim.open(`${link()}/people?code=${'c'.repeat(43)}&state=${'s'.repeat(43)}`);
  expect(page.status).toBe(400);
  // A code of somebody's own sign-in, carried into another browser.
  const visitor = createVisitor();
  const who = await signInAtVk(visitor, `${link()}/sign-in`, ANNA.phone);
  const carried = await createVisitor().open(who.url.href);
  expect(carried.status).toBe(400);
  // Nor does it work twice in its own.
  expect((await visitor.open(who.url.href)).status).toBe(400);
});
