import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerVkId, passVkId, press, type Stage, schoolCode, seeText, startStage, write } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage?.close());

test('JOURNEY1 an account with a school profile: one click on the icon, VK ID, and the chats are there', async () => {
  const anna = await stage.person();
  const panel = await anna.openPanel(await anna.diary('anna'));
  await seeText(panel, 'Регистрация во ВКонтакте не нужна. Вашу страницу никто не увидит.');
  await press(panel, 'Войти с VK ID');
  await passVkId(anna, '9120000001');
  await seeText(panel, '7 Б — Алгебра');
  // The popup knows it too, and signs out everywhere.
  const popup = await anna.page('popup.html');
  await seeText(popup, 'Анна Иванова');
  await seeText(popup, '7 Б · Школа № 12');
  await press(popup, 'Выйти');
  await seeText(panel, 'Войти с VK ID');
  await anna.close();
});

test('JOURNEY2 an account without a school profile: «Создать учебный профиль», found by the phone, confirmed', async () => {
  const olga = await stage.person();
  const panel = await olga.openPanel(await olga.diary('olga'));
  await press(panel, 'Войти с VK ID');
  await passVkId(olga, '9120000003');
  await press(panel, 'Создать учебный профиль');
  await seeText(panel, 'Связать с дневником: Иванова Ольга, родитель');
  await press(panel, 'Связать');
  await seeText(panel, '7 Б — родители');
  await olga.close();
});

test('JOURNEY3 two people of the school with one phone: the person chooses', async () => {
  const petr = await stage.person();
  const popup = await petr.page('popup.html');
  await press(popup, 'Войти с VK ID');
  await passVkId(petr, '9120000004');
  await press(popup, 'Создать учебный профиль');
  await seeText(popup, 'Кто вы?');
  await press(popup, 'Соколов Пётр Николаевич, учитель');
  await press(popup, 'Связать');
  await seeText(popup, 'Пётр Николаевич');
  await petr.close();
});

test('JOURNEY4 a new phone number: registration at VK ID, then the code from the school', async () => {
  const maria = await stage.person();
  const panel = await maria.openPanel(await maria.diary('maria'));
  await press(panel, 'Войти с VK ID');
  const page = await maria.waitForPage('/sign-in?flow=');
  await page.locator('input[name=phone]').fill('9125550177');
  await page.click('button[value=phone]');
  await page.waitForSelector('input[name=code]');
  const told = stage.said.findLast((line) => /\d{6}/.test(line));
  await page.locator('input[name=code]').fill(/(\d{6})\s*$/.exec(told ?? '')?.[1] ?? '');
  await page.click('button[value=code]');
  await page.locator('input[name=first-name]').fill('Мария');
  await page.locator('input[name=last-name]').fill('Ковалёва');
  await page.click('button[value=name]');
  await answerVkId(page);
  await press(panel, 'Создать учебный профиль');
  await seeText(panel, 'Вашего номера нет в списках школы');
  await write(panel, 'Одноразовый код', 'AAAAA-AAAAA');
  await press(panel, 'Связать по коду');
  await seeText(panel, 'Код не подошёл');
  const code = await schoolCode(stage, 'Ковалёва Мария');
  await panel.locator('::-p-aria(Одноразовый код)').fill(code.toLowerCase());
  await press(panel, 'Связать по коду');
  await seeText(panel, '7 Б — Алгебра');
  await maria.close();
});

test('JOURNEY5 a refusal at VK ID and a closed window are told, and one can try again', async () => {
  const anna = await stage.person();
  const popup = await anna.page('popup.html');
  await press(popup, 'Войти с VK ID');
  const page = await anna.waitForPage('/sign-in?flow=');
  await page.close();
  await seeText(popup, 'Окно входа закрыли раньше времени');
  await press(popup, 'Войти с VK ID');
  await passVkId(anna, '9120000005', 'demo', 'deny');
  await seeText(popup, 'Вы не разрешили вход');
  await press(popup, 'Войти с VK ID');
  await passVkId(anna, '9120000001');
  await seeText(popup, 'Анна Иванова');
  await anna.close();
});

test('S5 neither a page nor a content script can read the tokens', async () => {
  const anna = await stage.person();
  const diary = await anna.diary('anna');
  const panel = await anna.openPanel(diary);
  await press(panel, 'Войти с VK ID');
  await passVkId(anna, '9120000001');
  await seeText(panel, '7 Б — Алгебра');
  const session = await diary.createCDPSession();
  const contexts: { id: number; origin: string }[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context));
  await session.send('Runtime.enable');
  const ours = contexts.find((context) => context.origin === `chrome-extension://${anna.extensionId}`);
  if (!ours) throw new Error('the content script has no context');
  const read = async (expression: string) => {
    const { result } = await session.send('Runtime.evaluate', { expression, contextId: ours.id, awaitPromise: true });
    return String(result.value);
  };
  const refused = 'then(() => "read", () => "refused")';
  expect(await read(`chrome.storage.session.get().${refused}`)).toBe('refused');
  expect(await read(`chrome.storage.local.get().${refused}`)).toBe('refused');
  // IndexedDB of a content script is the page's, not the extension's.
  expect(await read('indexedDB.databases().then((list) => list.map((one) => one.name).join())')).toBe('');
  await anna.close();
});

test('JOURNEY6 on a shared computer the panel is covered until it is settled whose it is', async () => {
  const anna = await stage.person();
  const diary = await anna.diary('anna');
  const panel = await anna.openPanel(diary);
  await press(panel, 'Войти с VK ID');
  await passVkId(anna, '9120000001');
  await seeText(panel, '7 Б — Алгебра');
  await diary.close();
  const other = await anna.diary('elena');
  await other.bringToFront();
  await seeText(panel, 'Вы вошли как Иванова Анна. В дневнике открыт');
  expect(await panel.evaluate(() => document.body.innerText)).not.toContain('Алгебра');
  await press(panel, 'Продолжить как Анна');
  await seeText(panel, '7 Б — Алгебра');
  await anna.close();
});
