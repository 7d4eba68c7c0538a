import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLooks, PANEL_LOOKS, shootForReadme } from '../browsers/screen.ts';
import { notSeeText, openChat, press, type Stage, seeText, signedIn, startStage, write } from './stage.ts';

const TITLE = 'Кружок робототехники';
let stage: Stage;
let anna: Awaited<ReturnType<typeof signedIn>>;
let elena: Awaited<ReturnType<typeof signedIn>>;

beforeAll(async () => {
  stage = await startStage();
  [anna, elena] = await Promise.all([signedIn(stage, 'anna', '9120000001'), signedIn(stage, 'elena', '9120000002')]);
  for (const { panel } of [anna, elena]) await seeText(panel, '7 Б — Алгебра');
});
afterAll(() => stage?.close());

const look = (page: Page, name: string) => checkLooks(page, name, PANEL_LOOKS);
const back = (panel: Page) => press(panel, 'Назад');
const linkOf = (panel: Page) => panel.$eval('input[aria-label="Ссылка"]', (field) => (field as HTMLInputElement).value);

/** Clicks a link of a message, as soon as it stands still. */
const follow = (panel: Page, href: string) => panel.locator(`a.bubble-link[href="${href}"]`).click();
/** The bar above the field; numbers do not part from their word. */
const BAR = '1\u00a0отложенное сообщение';

test('JOURNEY70 SCREEN70 a teacher makes a link, and a pupil who pastes it into the search joins the chat', async () => {
  const { panel } = elena;
  await press(panel, 'Новый чат');
  await write(panel, 'Название чата', TITLE);
  await press(panel, 'Создать чат');
  await seeText(panel, `создала чат «${TITLE}»`);
  await press(panel, `О чате ${TITLE}`);
  await press(panel, 'Ссылка-приглашение');
  await seeText(panel, 'Ссылки пока нет');
  await look(panel, 'invite-none');
  await press(panel, 'Создать ссылку');
  await seeText(panel, 'Вошло: 0');
  await look(panel, 'invite');
  await shootForReadme(panel, 'invite', { width: 360, height: 640, scheme: 'light' });
  const link = await linkOf(panel);
  expect(link).toMatch(new RegExp(`^${stage.environment.serverUrl}/join/[\\w-]{22}$`));

  await write(anna.panel, 'Люди, чаты и сообщения', link);
  await seeText(anna.panel, 'Это приглашение в чат');
  await look(anna.panel, 'invite-found');
  await press(anna.panel, 'Посмотреть приглашение');
  await seeText(anna.panel, '1 участник');
  await look(anna.panel, 'invite-join');
  await press(anna.panel, 'Присоединиться');
  await seeText(anna.panel, 'Анна Иванова: теперь в чате');
  await seeText(panel, 'Вошло: 1');
  await press(panel, 'Сделать новую ссылку');
  await panel.waitForFunction(
    (before) => document.querySelector<HTMLInputElement>('input[aria-label="Ссылка"]')?.value !== before,
    {},
    link,
  );
  const fresh = await linkOf(panel);
  await back(panel);
  await back(panel);
  // A link in a message opens in the panel too, and an old one says that it is over.
  await write(panel, 'Сообщение', `Старая ${link} и новая ${fresh}`);
  await panel.keyboard.press('Enter');
  await seeText(anna.panel, 'и новая');
  await follow(anna.panel, fresh);
  await seeText(anna.panel, 'Вы уже в этом чате.');
  await press(anna.panel, 'Открыть чат');
  await follow(anna.panel, link);
  await seeText(anna.panel, 'Эта ссылка больше не действует');
  await look(anna.panel, 'invite-gone');
  await back(anna.panel);
});

test('JOURNEY71 SCREEN71 the page of a link leads through VK ID into the chat, in a browser without the extension', async () => {
  const { panel } = elena;
  await press(panel, `О чате ${TITLE}`);
  await press(panel, 'Ссылка-приглашение');
  await panel.waitForSelector('input[aria-label="Ссылка"]');
  const link = await linkOf(panel);
  await back(panel);
  await back(panel);
  // A browser that has nothing of ours in it would do as well: the page asks for nothing of the extension.
  const page = await anna.person.browser.newPage();
  await page.goto(link);
  await seeText(page, `Вас приглашают в чат «${TITLE}»`);
  await look(page, 'join-page');
  await press(page, 'Присоединиться');
  // VK knows her here: «Продолжить как», or the question whether to allow.
  const known = await page.waitForSelector('button[value=continue], button[value=allow]');
  await known?.click();
  await seeText(page, 'Кто присоединяется?');
  await look(page, 'join-who');
  await press(page, 'Присоединиться: Анна Иванова');
  await seeText(page, `Вы в чате «${TITLE}»`);
  await look(page, 'join-done');
  await page.close();
});

test('JOURNEY72 SCREEN72 a message is put off, changed, and sent at its time by a press', async () => {
  const { panel } = elena;
  await seeText(panel, TITLE);
  await panel.waitForSelector('textarea');
  await write(panel, 'Сообщение', 'Завтра сбор в девять');
  await press(panel, 'Прикрепить');
  await press(panel, 'Отправить позже');
  await seeText(panel, 'Когда отправить?');
  await look(panel, 'later-dialog');
  await press(panel, 'Завтра в 8:00');
  await seeText(panel, '1 отложенное сообщение');
  expect(await panel.$eval('textarea', (field) => field.value)).toBe('');
  await look(panel, 'later-bar');
  await press(panel, BAR);
  await seeText(panel, 'Завтра сбор в девять');
  await look(panel, 'later-list');
  await press(panel, 'Изменить');
  const field = await panel.waitForSelector('dialog textarea');
  await field?.click();
  await panel.keyboard.type(' утра');
  await look(panel, 'later-edit');
  await press(panel, 'Сохранить');
  await seeText(panel, 'Завтра сбор в девять утра');
  expect(await anna.panel.evaluate(() => document.body.innerText.includes('в девять утра'))).toBe(false);
  await press(panel, 'Отправить сейчас');
  await seeText(panel, 'Здесь ничего не ждёт');
  await look(panel, 'later-empty');
  await back(panel);
  await seeText(panel, 'Завтра сбор в девять утра');
  // In her list it is the last message.
  await seeText(anna.panel, 'Завтра сбор в девять утра');
});

test('JOURNEY73 a put-off message that is refused when its time comes is told, and waits for its writer', async () => {
  const { panel } = anna;
  await openChat(panel, TITLE);
  await write(panel, 'Сообщение', 'Я опоздаю');
  const send = await panel.waitForSelector('.composer-send');
  await send?.click({ button: 'right' });
  await seeText(panel, 'Когда отправить?');
  await press(panel, 'Через час');
  await seeText(panel, '1 отложенное сообщение');
  await press(elena.panel, `О чате ${TITLE}`);
  await press(elena.panel, 'Права в чате');
  await press(elena.panel, 'Только чтение');
  await seeText(panel, 'Чат только для чтения');
  await press(panel, BAR);
  await press(panel, 'Отправить сейчас');
  await seeText(panel, 'Сейчас вам можно только читать этот чат');
  await seeText(panel, 'Я опоздаю');
  await press(panel, 'Удалить');
  await notSeeText(panel, 'Я опоздаю');
  await back(panel);
  await press(elena.panel, 'Только чтение');
  await panel.waitForSelector('textarea');
  await back(elena.panel);
  await back(elena.panel);
});

test('JOURNEY74 SCREEN74 what is selected on a page goes into a chat’s field, and is not sent by itself', async () => {
  const { panel, person, diary } = anna;
  await back(panel);
  await seeText(panel, 'Личные сообщения');
  await diary.bringToFront();
  const worker = await person.worker();
  // A click on the browser's own menu cannot be made here: its event is given as the browser would give it.
  await worker.evaluate(`chrome.tabs.query({ active: true }).then(([tab]) =>
    chrome.contextMenus.onClicked.dispatch({ menuItemId: 'send-to-chat', selectionText: 'Задание: § 12' }, tab))`);
  await seeText(panel, 'Отправить в чат');
  await seeText(panel, 'Задание: § 12');
  await look(panel, 'share');
  await write(panel, 'Найти чат', 'Кружок');
  const row = await panel.waitForSelector('.share-chat');
  await row?.click();
  await panel.waitForFunction(() => document.querySelector('textarea')?.value === 'Задание: § 12');
  await panel.click('textarea');
  await panel.keyboard.press('Enter');
  await panel.waitForFunction(() =>
    [...document.querySelectorAll('.bubble')].some((one) => one.textContent?.includes('Задание: § 12')),
  );
});

test('JOURNEY75 a notification says nothing of the text on a computer of strangers, and «Прочитано» needs no page', async () => {
  const { panel, person } = anna;
  const worker = await person.worker();
  await worker.evaluate('chrome.storage.local.set({ sharedComputer: true })');
  await worker.evaluate(`globalThis.told = [];
    for (const api of [chrome.notifications, browser.notifications]) {
      const create = api.create.bind(api);
      api.create = (id, options) => { told.push({ id, ...options }); return create(id, options); };
    }`);
  await press(panel, 'Назад');
  await seeText(panel, 'Личные сообщения');
  const before = Number(await worker.evaluate('chrome.action.getBadgeText({})'));
  await write(elena.panel, 'Сообщение', 'Тайна на весь класс');
  await elena.panel.keyboard.press('Enter');
  const told = () => worker.evaluate('JSON.stringify(told)') as Promise<string>;
  await expect.poll(told).toContain('Новое сообщение');
  expect(await told()).not.toContain('Тайна');
  const [first] = JSON.parse(await told());
  expect(first.buttons.map(({ title }: { title: string }) => title)).toEqual(['Ответить', 'Отметить прочитанным']);
  const badge = async () => Number(await worker.evaluate('chrome.action.getBadgeText({})'));
  await expect.poll(badge).toBeGreaterThan(before);
  await worker.evaluate(`chrome.notifications.onButtonClicked.dispatch('${first.id}', 1)`);
  await expect.poll(badge).toBe(before);
  await worker.evaluate('chrome.storage.local.set({ sharedComputer: false })');
});
