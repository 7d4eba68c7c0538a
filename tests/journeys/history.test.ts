import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../backend/storage/database.ts';
import { openChat, press, type Stage, signedIn, startStage, write } from './stage.ts';

const CHAT = '7 Б — Алгебра';
const MESSAGES = 2000;
/** Up to here Anna has read. */
const READ = 1960;
/** These answer an old message: one far away, one that is loaded with a few pages. */
const ANSWERS = new Map([
  [1990, 40],
  [1991, 1800],
]);

let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

/** Fills the chat up: as many messages as a class writes in a year. */
async function fill(): Promise<void> {
  const db = await openDatabase(join(stage.environment.dataDir, 'peremenka.sqlite'));
  const chat = await db
    .selectFrom('chats')
    .selectAll()
    .where('className', '=', '7Б')
    .where('subject', '=', 'Алгебра')
    .executeTakeFirstOrThrow();
  const members = await db.selectFrom('members').select('personId').where('chatId', '=', chat.id).execute();
  const anna = await db
    .selectFrom('people')
    .select('id')
    .where('familyName', '=', 'Иванова')
    .where('givenName', '=', 'Анна')
    .executeTakeFirstOrThrow();
  // Who reads is not who has written: what one writes oneself is no news.
  const writers = members.filter(({ personId }) => personId !== anna.id);
  const writer = (ordinal: number) => writers[Math.floor(ordinal / 3) % writers.length]?.personId ?? '';
  const rows = Array.from({ length: MESSAGES - chat.lastOrdinal }, (_, index) => {
    const ordinal = chat.lastOrdinal + 1 + index;
    const answered = ANSWERS.get(ordinal);
    const replyTo = answered && { ordinal: answered, senderId: writer(answered), text: `Сообщение ${answered}.` };
    return {
      chatId: chat.id,
      ordinal,
      senderId: writer(ordinal),
      clientId: randomUUID(),
      text: `Сообщение ${ordinal}. ${'Слова, слова, слова. '.repeat(ordinal % 7)}`.trim(),
      sentAt: Date.now() - (MESSAGES - ordinal) * 60_000,
      extra: JSON.stringify(replyTo ? { replyTo } : {}),
    };
  });
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < rows.length; at += 500) {
      await trx
        .insertInto('messages')
        .values(rows.slice(at, at + 500))
        .execute();
    }
    await trx.updateTable('chats').set({ lastOrdinal: MESSAGES }).where('id', '=', chat.id).execute();
    await trx
      .updateTable('members')
      .set({ readOrdinal: READ, firstOrdinal: 1 })
      .where('chatId', '=', chat.id)
      .execute();
  });
  await db.destroy();
}

beforeAll(async () => {
  stage = await startStage();
  await fill();
  [anna, elena] = await Promise.all([signedIn(stage, 'anna', '9120000001'), signedIn(stage, 'elena', '9120000002')]);
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const { panel } of [anna, elena]) await (await panel.$('::-p-aria(Назад)'))?.click();
});

/** What the history shows. `below`: px behind what is seen; `seen`: the first message that is seen whole, and where. */
function shown(panel: Page) {
  return panel.evaluate(() => {
    const history = document.querySelector('.history') as HTMLElement;
    const { top, bottom } = history.getBoundingClientRect();
    const drawn = [...history.querySelectorAll<HTMLElement>('[data-ordinal]')];
    const first = drawn.find((one) => one.getBoundingClientRect().top >= top);
    const last = drawn.findLast((one) => one.getBoundingClientRect().bottom <= bottom + 4);
    return {
      drawn: drawn.length,
      first: Number(drawn[0]?.dataset.ordinal),
      below: Math.round(history.scrollHeight - history.clientHeight - history.scrollTop),
      seen: {
        ordinal: Number(first?.dataset.ordinal),
        top: Math.round((first?.getBoundingClientRect().top ?? 0) - top),
      },
      last: Number(last?.dataset.ordinal),
    };
  });
}

/** Where a message stands, px below the history's upper edge; null when it is not drawn. */
function topOf(panel: Page, ordinal: number): Promise<number | null> {
  return panel.evaluate((wanted) => {
    const history = document.querySelector('.history') as HTMLElement;
    const element = history.querySelector(`[data-ordinal="${wanted}"]`);
    return element ? Math.round(element.getBoundingClientRect().top - history.getBoundingClientRect().top) : null;
  }, ordinal);
}

/** Two frames later: what was scrolled to is drawn. */
const drawn = (panel: Page) =>
  panel.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function scrollBy(panel: Page, distance: number): Promise<void> {
  await panel.evaluate((by) => document.querySelector('.history')?.scrollBy(0, by), distance);
  await drawn(panel);
}

async function open(panel: Page): Promise<void> {
  await panel.bringToFront();
  await openChat(panel, CHAT);
  await panel.waitForSelector('[data-ordinal]');
}

test('SCROLL1 a chat with unread messages opens at its unread line, and the button tells how many are below', async () => {
  await open(anna.panel);
  const seesLine = () =>
    anna.panel.evaluate(() => {
      const history = document.querySelector('.history')?.getBoundingClientRect();
      const line = document.querySelector('.history-unread')?.getBoundingClientRect();
      return history !== undefined && line !== undefined && line.top > history.top && line.bottom < history.bottom;
    });
  await expect.poll(seesLine).toBe(true);
  const { below, last } = await shown(anna.panel);
  expect(below).toBeGreaterThan(500);
  expect(last).toBeLessThan(MESSAGES);
  const count = await anna.panel.$eval('.history-jump .badge', (badge) => Number(badge.textContent));
  expect(count).toBe(MESSAGES - last);
  // From above the line the button leads to it first.
  await scrollBy(anna.panel, -2500);
  expect(await seesLine()).toBe(false);
  await press(anna.panel, `К новым сообщениям, ${count}\u00a0непрочитанных`);
  await expect.poll(seesLine).toBe(true);
  expect((await shown(anna.panel)).last).toBeLessThan(MESSAGES);
  await press(anna.panel, `К новым сообщениям, ${count}\u00a0непрочитанных`);
  await expect.poll(async () => (await shown(anna.panel)).last).toBe(MESSAGES);
  await expect.poll(() => anna.panel.$('.history-jump')).toBeNull();
});

test('SCROLL2 what one reads keeps its place while pages of history come in above, and only what is near is drawn', async () => {
  const { panel } = anna;
  await open(panel);
  for (let page = 0; page < 6; page++) {
    const moved = await panel.evaluate(async () => {
      const history = document.querySelector('.history') as HTMLElement;
      const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
      const first = () => Number(history.querySelector<HTMLElement>('[data-ordinal]')?.dataset.ordinal);
      const top = (element: Element) => element.getBoundingClientRect().top - history.getBoundingClientRect().top;
      history.scrollTo(0, 0);
      await nextFrame();
      const before = first();
      const read = [...history.querySelectorAll('[data-ordinal]')].find((one) => top(one) >= 0) as HTMLElement;
      const was = top(read);
      let moved = 0;
      // Until a page has come in, and some frames more: every frame is one that somebody sees.
      for (let frame = 0, left = 10; left > 0 && frame < 600; frame++) {
        await nextFrame();
        const again = history.querySelector(`[data-ordinal="${read.dataset.ordinal}"]`);
        moved = Math.max(moved, again ? Math.abs(top(again) - was) : Number.POSITIVE_INFINITY);
        if (first() < before) left--;
      }
      return first() < before ? moved : null;
    });
    expect(moved).toBeLessThanOrEqual(2);
  }
  const after = await shown(panel);
  expect(after.first).toBeLessThan(MESSAGES - 300);
  expect(after.drawn).toBeLessThan(120);
  // Back at the end through all that is not drawn any more.
  await panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 1e9));
  await expect.poll(async () => (await shown(panel)).last).toBe(MESSAGES);
});

test('SCROLL3 a picture that comes late moves nothing that one reads, and the end stays in view', async () => {
  const { panel } = anna;
  await open(panel);
  await scrollBy(panel, -900);
  const { seen } = await shown(panel);
  const grow = (ordinal: number) =>
    panel.evaluate((wanted) => {
      const bubble = document.querySelector<HTMLElement>(`[data-ordinal="${wanted}"] .bubble`);
      if (bubble) bubble.style.minHeight = `${bubble.offsetHeight + 300}px`;
    }, ordinal);
  await grow(seen.ordinal - 3);
  await drawn(panel);
  expect(Math.abs(((await topOf(panel, seen.ordinal)) ?? Number.NaN) - seen.top)).toBeLessThanOrEqual(2);
  await panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 1e9));
  await drawn(panel);
  await grow(MESSAGES - 1);
  await drawn(panel);
  expect((await shown(panel)).below).toBeLessThanOrEqual(2);
});

test('SCROLL4 new messages follow who is at the end, and only count for who reads above', async () => {
  const { panel } = anna;
  await open(elena.panel);
  await open(panel);
  await expect.poll(async () => (await shown(panel)).below).toBeLessThanOrEqual(2);
  const say = async (text: string) => {
    await elena.panel.bringToFront();
    await write(elena.panel, 'Сообщение', text);
    await elena.panel.keyboard.press('Enter');
  };
  await say('Это видят все, кто внизу');
  await panel.bringToFront();
  await expect.poll(async () => (await shown(panel)).last).toBe(MESSAGES + 1);
  expect((await shown(panel)).below).toBeLessThanOrEqual(2);
  await scrollBy(panel, -2500);
  const { seen } = await shown(panel);
  await say('А это пришло, пока читали старое');
  await panel.bringToFront();
  await panel.waitForSelector('.history-jump .badge');
  expect(await panel.$eval('.history-jump .badge', (badge) => badge.textContent)).toBe('1');
  expect(await topOf(panel, seen.ordinal)).toBe(seen.top);
  await press(panel, 'К новым сообщениям, 1\u00a0непрочитанное');
  await expect.poll(async () => (await shown(panel)).last).toBe(MESSAGES + 2);
});

test('SCROLL8 who is at the end stays there when the text is smaller for a moment and then larger', async () => {
  const { panel } = anna;
  await open(panel);
  await expect.poll(async () => (await shown(panel)).below).toBeLessThanOrEqual(2);
  await panel.evaluate(() => {
    const history = document.querySelector('.history');
    document.documentElement.style.fontSize = '60%';
    // The browser scrolls the shorter list, and tells of it with the next frame.
    history?.getBoundingClientRect();
    history?.scrollTo(0, history.scrollTop);
    document.documentElement.style.fontSize = '200%';
  });
  await new Promise((done) => setTimeout(done, 400));
  await expect.poll(async () => (await shown(panel)).below).toBeLessThanOrEqual(2);
  await panel.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
  await expect.poll(async () => (await shown(panel)).below).toBeLessThanOrEqual(2);
});

test('SCROLL5 a press on a quote goes to what it quotes, near or far, and marks it; the button leads back', async () => {
  const { panel } = anna;
  for (const [answer, quoted] of ANSWERS) {
    await open(panel);
    const quote = await panel.waitForSelector(`[data-ordinal="${answer}"] .quote`);
    await quote?.evaluate((one) => (one as HTMLElement).click());
    const mark = await panel.waitForSelector('.message[data-found="true"], .message.is-found');
    expect(await mark?.evaluate((one) => (one as HTMLElement).dataset.ordinal)).toBe(`${quoted}`);
    await drawn(panel);
    const [top, height] = [await topOf(panel, quoted), await panel.$eval('.history', (one) => one.clientHeight)];
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(height);
    await panel.evaluate(() => document.querySelector<HTMLElement>('.history-jump')?.click());
    await expect.poll(async () => (await shown(panel)).last).toBe(MESSAGES + 2);
    await press(panel, 'Назад');
  }
});

test('SCROLL6 the keyboard’s place in the history outlives that its message is not drawn for a while', async () => {
  const { panel } = anna;
  await open(panel);
  const focused = () =>
    panel.evaluate(() => {
      const { activeElement } = document;
      return (
        activeElement?.closest<HTMLElement>('[data-ordinal]')?.dataset.ordinal ?? activeElement?.getAttribute('role')
      );
    });
  await expect.poll(async () => (await shown(panel)).last).toBe(MESSAGES + 2);
  await panel.focus(`[data-ordinal="${MESSAGES - 1}"] .message-more`);
  expect(await focused()).toBe(`${MESSAGES - 1}`);
  for (let page = 0; page < 3; page++) {
    const { first } = await shown(panel);
    await panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 0));
    await expect.poll(async () => (await shown(panel)).first).toBeLessThan(first);
  }
  expect(await panel.$(`[data-ordinal="${MESSAGES - 1}"]`)).toBeNull();
  expect(await focused()).toBe('log');
  await panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 1e9));
  await expect.poll(focused).toBe(`${MESSAGES - 1}`);
});

test('SCROLL7 a scroll is not undone by what is drawn before its event has come', async () => {
  const { panel } = anna;
  await open(panel);
  await panel.evaluate(() => document.querySelector('.history')?.scrollTo(0, 1e9));
  await expect.poll(async () => (await shown(panel)).below).toBeLessThanOrEqual(2);
  await panel.evaluate(async () => {
    const history = document.querySelector('.history') as HTMLElement;
    history.scrollBy(0, -900);
    // Its answer is drawn at once: the button says that it is loading.
    document.querySelector<HTMLElement>('.history-earlier')?.click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
  expect(Math.abs((await shown(panel)).below - 900)).toBeLessThanOrEqual(2);
});
