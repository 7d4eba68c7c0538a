import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementHandle, Page } from 'puppeteer';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLooks, PANEL_LOOKS } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const TITLE = 'Олимпиада по алгебре';
let stage: Stage;
let folder: string;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peremenka-own-'));
  stage = await startStage();
  [anna, elena] = await Promise.all([signedIn(stage, 'anna', '9120000001'), signedIn(stage, 'elena', '9120000002')]);
  for (const { panel } of [anna, elena]) await seeText(panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

const look = (page: Page, name: string) => checkLooks(page, name, PANEL_LOOKS);

async function clickText(page: Page, selector: string, text: string): Promise<void> {
  const find = (wanted: { selector: string; text: string }) =>
    [...document.querySelectorAll<HTMLElement>(wanted.selector)].find((one) =>
      one.innerText.replaceAll('\u00a0', ' ').includes(wanted.text),
    ) ?? null;
  await page.waitForFunction(find, {}, { selector, text });
  const handle = await page.evaluateHandle(find, { selector, text });
  await (handle.asElement() as ElementHandle<Element>).click();
}

/** Chooses a person of the list by the search. */
async function pick(panel: Page, name: string): Promise<void> {
  await write(panel, 'Имя, класс или предмет', name);
  await clickText(panel, '.pick', name);
  await press(panel, 'Очистить поиск');
}
const back = (panel: Page) => press(panel, 'Назад');
async function info(panel: Page): Promise<void> {
  await press(panel, `О чате ${TITLE}`);
  await seeText(panel, 'Участники');
}
/** The menu of a member, and one of its items. */
async function member(panel: Page, name: string, item: string): Promise<void> {
  await press(panel, `Действия: ${name}`);
  await press(panel, item);
}
const canWrite = (panel: Page) => panel.evaluate(() => document.querySelector('textarea') !== null);
const pictureOf = (panel: Page, selector: string) =>
  panel.waitForFunction(
    (wanted) => {
      const image = document.querySelector<HTMLImageElement>(`${wanted} img.avatar-picture`);
      return image?.complete && image.naturalWidth === 192 && image.naturalHeight === 192;
    },
    {},
    selector,
  );

test('JOURNEY60 SCREEN60 a teacher makes a chat with a picture and a pupil, who has it at once and writes', async () => {
  const { panel } = elena;
  await look(panel, 'own-chat-list');
  const path = join(folder, 'герб.png');
  const square = { create: { width: 600, height: 300, channels: 3 as const, background: '#2f7d32' } };
  writeFileSync(path, await sharp(square).png().toBuffer());
  await press(panel, 'Новый чат');
  await seeText(panel, 'Кого добавить');
  await write(panel, 'Название чата', `  ${TITLE} `);
  const input = (await panel.waitForSelector('.chat-face input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(path);
  await pick(panel, 'Иванова Анна');
  await pick(panel, 'Ковалёва Мария');
  await pick(panel, 'Громов');
  await look(panel, 'own-chat-new');
  await press(panel, 'Не добавлять: Мария Ковалёва');
  await press(panel, 'Создать чат');
  await seeText(panel, `Елена Викторовна создала чат «${TITLE}»`);
  await seeText(panel, 'Елена Викторовна добавила: ');
  await pictureOf(panel, '.chat-header');
  await seeText(anna.panel, TITLE);
  await seeText(anna.panel, 'Елена Викторовна добавила: ');
  await pictureOf(anna.panel, '.chat-row');
  // A pupil makes none.
  expect(await anna.panel.$('::-p-aria(Новый чат)')).toBeNull();
  await openChat(anna.panel, TITLE);
  await write(anna.panel, 'Сообщение', 'Я участвую!');
  await anna.panel.keyboard.press('Enter');
  await seeText(panel, 'Я участвую!');
  await write(panel, 'Сообщение', '@в');
  await seeText(panel, 'Всем участникам чата');
  await panel.keyboard.press('Enter');
  await panel.keyboard.type('сбор в 9:00');
  await panel.keyboard.press('Enter');
  await anna.panel.waitForFunction(() => document.querySelector('.mention.is-me')?.textContent === '@все');
});

test('JOURNEY61 SCREEN61 in a read-only chat the pupil is told why there is no field, and the draft is kept', async () => {
  await write(anna.panel, 'Сообщение', 'начала пис');
  const { panel } = elena;
  await info(panel);
  await look(panel, 'own-chat-info');
  await press(panel, 'Права в чате');
  await press(panel, 'Только чтение');
  await seeText(anna.panel, 'Чат только для чтения: пишут владелец и администраторы');
  expect(await canWrite(anna.panel)).toBe(false);
  await look(panel, 'own-chat-rights');
  await look(anna.panel, 'own-chat-blocked');
  await press(panel, 'Только чтение');
  await anna.panel.waitForSelector('textarea');
  expect(await anna.panel.$eval('textarea', (field) => field.value)).toBe('начала пис');
  await panel.select('select[aria-label="Писать"]', 'staff');
  await seeText(anna.panel, 'В этом чате пишут только учителя');
  await panel.select('select[aria-label="Писать"]', 'all');
  await anna.panel.waitForSelector('textarea');
  await back(panel);
});

test('JOURNEY62 SCREEN62 a pupil whose right to write is taken sees until when, and writes again when it is given back', async () => {
  const { panel } = elena;
  await seeText(panel, 'Участники');
  await press(panel, 'Действия: Анна Иванова');
  await look(panel, 'own-chat-member');
  await press(panel, 'Запретить писать на час');
  await seeText(anna.panel, 'Вам нельзя писать в этом чате до');
  await seeText(panel, 'не пишет до');
  await member(panel, 'Анна Иванова', 'Вернуть право писать');
  await anna.panel.waitForSelector('textarea');
  await notSeeText(panel, 'не пишет до');
});

test('JOURNEY63 a removed pupil loses the chat at once, and a renamed chat has its new name in every list', async () => {
  const { panel } = elena;
  await member(panel, 'Анна Иванова', 'Удалить из чата');
  await seeText(panel, 'Удалить из чата: Анна Иванова?');
  await look(panel, 'own-chat-remove');
  await clickText(panel, 'dialog button', 'Удалить из чата');
  await seeText(anna.panel, 'Личные сообщения');
  await notSeeText(anna.panel, TITLE);
  await press(panel, 'Добавить участников');
  await pick(panel, 'Иванова Анна');
  await press(panel, 'Добавить');
  await seeText(anna.panel, TITLE);
  await press(panel, 'Изменить название и картинку');
  await panel.locator('::-p-aria(Название чата)').fill('Кружок');
  await look(panel, 'own-chat-edit');
  await press(panel, 'Сохранить');
  await seeText(anna.panel, 'Кружок');
  await openChat(anna.panel, 'Кружок');
  // The history from joining on.
  await seeText(anna.panel, 'Елена Викторовна назвала чат «Кружок»');
  expect(await anna.panel.evaluate(() => document.body.innerText.includes('Я участвую!'))).toBe(false);
});

test('JOURNEY64 the owner hands the chat over before leaving it', async () => {
  const { panel } = elena;
  await press(panel, 'Выйти из чата');
  await seeText(panel, 'Сначала передайте чат другому учителю');
  await look(panel, 'own-chat-leave');
  await press(panel, 'Закрыть');
  await member(panel, 'Андрей Степанович', 'Передать чат');
  await clickText(panel, 'dialog button', 'Передать чат');
  await seeText(panel, 'администратор · вы');
  await press(panel, 'Выйти из чата');
  await seeText(panel, 'Новых сообщений вы не увидите');
  await clickText(panel, 'dialog button', 'Выйти из чата');
  await seeText(panel, 'Личные сообщения');
  await notSeeText(panel, 'Кружок');
  await seeText(anna.panel, 'Елена Викторовна: больше не в чате');
});
