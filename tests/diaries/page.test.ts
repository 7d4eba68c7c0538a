// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readPage } from '../../diaries/extract.ts';
import { startPage } from '../../entrypoints/diary.content/page.ts';
import { wantedSpots } from '../../entrypoints/diary.content/page-slots.ts';
import { createHeadphones } from '../../entrypoints/diary.content/views/headphones.ts';
import { createMessagesIcon } from '../../entrypoints/diary.content/views/messages-icon.ts';
import type { PageHint } from '../../entrypoints/extension/content-protocol.ts';
import { DIARY_URL, diaryMarkup, JOURNAL_URL, journalMarkup, placeAt } from './fixtures.ts';

let end: AbortController;
let hints: PageHint[];

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2025, 10, 19, 12), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  document.body.innerHTML = '';
  end = new AbortController();
  hints = [];
});
afterEach(() => {
  end.abort();
  vi.useRealTimers();
});

function start(url: string) {
  return startPage({
    place: placeAt(url),
    address: new URL(url),
    page: document,
    signal: end.signal,
    isSamePage: () => true,
    openPanel: () => undefined,
    askCall: () => undefined,
    showHint: (hint) => hints.push(hint),
  });
}

/** Our hosts: elements without anything. */
const hosts = (): Element[] => [...document.querySelectorAll('span')].filter((span) => span.attributes.length === 0);

async function changed(): Promise<void> {
  await Promise.resolve();
  await vi.advanceTimersByTimeAsync(500);
}

test('DIARY23 ours stand beside their anchors, and the hint says what the page shows', () => {
  document.body.innerHTML = diaryMarkup('anna');
  start(DIARY_URL);
  expect(hosts()).toHaveLength(35);
  expect(document.querySelector('.user-account')?.previousElementSibling).toBe(hosts()[0]);
  expect(document.querySelector('.marks')?.previousElementSibling).toBe(hosts()[1]);
  expect(hints.at(-1)).toMatchObject({ type: 'page', userName: 'Иванова А. С.', viewer: 'pupil' });
  expect(hints.at(-1)?.lessons).toHaveLength(11);
  expect(hints.at(-1)?.lessons[0]).toEqual({ className: '7Б', subject: 'Русский язык' });
});

test('DIARY23 a journal has one pair of headphones after its heading', () => {
  document.body.innerHTML = journalMarkup('elena', 55);
  start(JOURNAL_URL);
  expect(hosts()).toHaveLength(2);
  expect(document.querySelector('.journal-heading')?.nextElementSibling).toBe(hosts()[1]);
  expect(hints.at(-1)?.lessons).toEqual([{ className: '7Б', subject: 'Алгебра' }]);
});

test('DIARY23 what the page throws out comes back once; the end of the page takes everything', async () => {
  document.body.innerHTML = diaryMarkup('anna');
  start(DIARY_URL);
  for (const host of hosts()) host.remove();
  await changed();
  expect(hosts()).toHaveLength(35);
  document.body.innerHTML = diaryMarkup('anna', 'plain', 0, 1);
  await changed();
  expect(hosts()).toHaveLength(35);
  end.abort();
  expect(hosts()).toHaveLength(0);
  document.body.innerHTML = diaryMarkup('anna');
  await changed();
  expect(hosts()).toHaveLength(0);
});

test('DIARY24 without a header the icon floats after its time, and goes into a header that comes later', async () => {
  document.body.innerHTML = diaryMarkup('anna', 'no-header');
  start(DIARY_URL);
  await vi.advanceTimersByTimeAsync(3900);
  expect(hosts()).toHaveLength(34);
  await vi.advanceTimersByTimeAsync(200);
  expect(document.body.nextElementSibling?.tagName).toBe('SPAN');
  document.body.innerHTML = diaryMarkup('anna');
  await changed();
  expect(document.body.nextElementSibling).toBeNull();
  expect(document.querySelector('.user-account')?.previousElementSibling).toBe(hosts()[0]);
});

test('DIARY25 one slot that fails takes no other with it', () => {
  document.body.innerHTML = diaryMarkup('anna');
  const header = document.querySelector('.user-account');
  Object.assign(header ?? {}, {
    before: () => {
      throw new Error('The page is odd');
    },
  });
  start(DIARY_URL);
  expect(hosts()).toHaveLength(34);
  expect(hints).toHaveLength(1);
});

test('DIARY26 a live lesson is green with its head count, a parent is told why not', () => {
  const lesson = { className: '7Б', subject: 'Алгебра' };
  const { button, update } = createHeadphones(document, () => undefined);
  const label = (): string | null => button.getAttribute('aria-label')?.replaceAll('\u00a0', ' ') ?? null;
  update({ lesson, viewer: 'pupil', liveCount: undefined });
  expect([label(), button.textContent, button.classList.contains('live')]).toEqual([
    'Наушники: 7 Б — Алгебра',
    '',
    false,
  ]);
  update({ lesson, viewer: 'pupil', liveCount: 18 });
  expect([label(), button.textContent, button.classList.contains('live')]).toEqual([
    'Наушники: 7 Б — Алгебра, идёт урок, 18 участников',
    '18',
    true,
  ]);
  update({ lesson, viewer: 'teacher', liveCount: undefined });
  expect(label()).toBe('Наушники: начать урок, 7 Б — Алгебра');
  update({ lesson, viewer: 'parent', liveCount: 18 });
  expect(button.title).toBe('Урок для ученика: войдите под его именем');
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button.classList.contains('live')).toBe(false);
  update({ lesson: { subject: 'Алгебра' }, viewer: null, liveCount: undefined });
  expect([label(), button.hasAttribute('aria-disabled')]).toEqual(['Наушники: Алгебра', false]);
});

test('DIARY27 the badge shows unread chats, up to 99+, and nothing for none', () => {
  const { button, setUnread } = createMessagesIcon(document, false, () => undefined);
  const count = button.querySelector<HTMLElement>('.count');
  const shown = (number: number | null): string | null => {
    setUnread(number);
    return count?.hidden ? null : (count?.textContent ?? null);
  };
  expect([null, 0, 5, 99, 100].map(shown)).toEqual([null, null, '5', '99', '99+']);
  expect(button.getAttribute('aria-label')).toBe('Личные сообщения');
});

test('S3 a click that a script makes is not heard, wherever it is made', () => {
  const pressed: string[] = [];
  const icon = createMessagesIcon(document, false, () => pressed.push('icon'));
  const phones = createHeadphones(document, () => pressed.push('headphones'));
  phones.update({ lesson: { subject: 'Алгебра' }, viewer: 'pupil', liveCount: undefined });
  for (const { button } of [icon, phones]) button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(pressed).toEqual([]);
  const trusted = new MouseEvent('click');
  Object.defineProperty(trusted, 'isTrusted', { value: true });
  icon.button.dispatchEvent(trusted);
  expect(pressed).toEqual(['icon']);
});

test('S2 the host in the page is an empty element without a readable root', () => {
  const { element } = createMessagesIcon(document, true, () => undefined);
  expect(element.outerHTML).toBe('<span></span>');
  expect(element.shadowRoot).toBeNull();
});

test('DIARY28 of a lesson that is on several days only today’s row turns green', () => {
  document.body.innerHTML = diaryMarkup('anna');
  const place = placeAt(DIARY_URL);
  const facts = readPage(place, document, new URL(DIARY_URL));
  const live = (now: Date): string[] =>
    [...wantedSpots(place, facts, document, now).lessons]
      .filter(([, { lesson, showsLive }]) => lesson.subject === 'Алгебра' && showsLive)
      .map(([key]) => key);
  expect(live(new Date(2025, 10, 19))).toEqual(['lesson|19, среда|4|Алгебра']);
  // No algebra today, a moved lesson perhaps: then any row may be it.
  expect(live(new Date(2025, 10, 22))).toHaveLength(5);
});
