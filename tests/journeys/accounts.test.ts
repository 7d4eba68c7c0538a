import type { Page } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkLooks, type Look, PANEL_LOOKS } from '../browsers/screen.ts';
import { type Network, startNetwork } from './network.ts';
import {
  notSeeText,
  openChat,
  type Person,
  passVkId,
  press,
  type Stage,
  seeText,
  signedIn,
  startStage,
  write,
} from './stage.ts';

const ANNA = '9120000001';
const PETYA = '9120001002';

let stage: Stage;
let network: Network;
let computer: Person;
let diary: Page;
let panel: Page;

/** A family's computer: Anna is signed in beside her diary; her brother comes later. */
beforeAll(async () => {
  stage = await startStage();
  network = await startNetwork(stage.environment.ports.PORT);
  ({ person: computer, diary, panel } = await signedIn(stage, 'anna', ANNA, { serverUrl: network.url }));
  await seeText(panel, '7 Б — Алгебра');
});
afterAll(async () => {
  await stage?.close();
  await network?.close();
});

const look = (page: Page, name: string, looks: Look[] = PANEL_LOOKS) => checkLooks(page, name, looks);

async function openAccount(page: Page): Promise<void> {
  await page.waitForSelector('.avatar-button');
  await page.click('.avatar-button');
  await seeText(page, 'Скачать мои данные');
}
/** A row of the switcher: its name reads on with class and school. */
async function change(page: Page, name: string): Promise<void> {
  await page.waitForSelector('.held-person');
  await page.evaluate((wanted) => {
    const rows = [...document.querySelectorAll<HTMLButtonElement>('.held-person')];
    rows.find((row) => row.textContent?.includes(wanted))?.click();
  }, name);
}
/** People of whom this browser has a database. */
const storesOf = (page: Page): Promise<number> =>
  page.evaluate(
    async () => (await indexedDB.databases()).filter(({ name }) => name?.startsWith('peremenka-person-')).length,
  );
const vaultOf = (page: Page): Promise<string[]> =>
  page.evaluate(
    () =>
      new Promise<string[]>((done, fail) => {
        const opening = indexedDB.open('peremenka-session');
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const db = opening.result;
          const asked = db.transaction('accounts').objectStore('accounts').getAll();
          asked.onsuccess = () => {
            db.close();
            done(asked.result.flatMap((one) => one.account.people.map((who: { givenName: string }) => who.givenName)));
          };
        };
      }),
  );

test('JOURNEY65 the diary of her brother covers the panel; he is added, and Anna stays signed in', async () => {
  await diary.close();
  diary = await computer.diary('petya');
  await diary.bringToFront();
  await seeText(panel, 'Вы вошли как Иванова Анна. В дневнике открыт Иванов П. С.');
  await notSeeText(panel, 'Алгебра');
  await press(panel, 'Сменить пользователя');
  await passVkId(computer, PETYA);
  await press(panel, 'Создать учебный профиль');
  await press(panel, 'Связать');
  await seeText(panel, '7 А — Алгебра');
  await notSeeText(panel, '7 Б — Алгебра');
  expect((await vaultOf(panel)).sort()).toEqual(['Анна', 'Пётр']);
  expect(await storesOf(panel)).toBe(2);
});

test('JOURNEY66 back in Anna’s diary she is one click away, and each sees only their own chats', async () => {
  await diary.close();
  diary = await computer.diary('anna');
  await diary.bringToFront();
  await seeText(panel, 'Вы вошли как Иванов Пётр. В дневнике открыт Иванова А. С.');
  await look(panel, 'covered-switch');
  await panel.setViewport({ width: 400, height: 720 });
  await press(panel, 'Перейти к Иванова Анна');
  await seeText(panel, '7 Б — Алгебра');
  await notSeeText(panel, '7 А — Алгебра');
  // The popup, another page of the same browser, is hers too, and changes both.
  const popup = await computer.page('popup.html');
  await seeText(popup, 'Анна Иванова');
  await change(popup, 'Пётр Иванов');
  await popup.waitForFunction(() => document.querySelector('h1')?.textContent === 'Пётр Иванов');
  // A popup is no tab; here it is one, and covers the diary until that is in front again.
  await diary.bringToFront();
  await seeText(panel, 'Вы вошли как Иванов Пётр');
  await change(popup, 'Анна Иванова');
  await seeText(panel, '7 Б — Алгебра');
  await seeText(panel, 'Теперь здесь Анна Иванова: так выбрали в другом окне');
  await look(panel, 'accounts-moved', [{ width: 360, height: 720, scheme: 'light' }]);
  await popup.close();
});

test('JOURNEY67 what Anna wrote without a network goes out after the change to her brother and back', async () => {
  await openChat(panel, '7 Б — Алгебра');
  network.cut();
  await seeText(panel, 'Нет связи');
  await write(panel, 'Сообщение', 'Написано Анной без связи');
  await panel.keyboard.press('Enter');
  await seeText(panel, 'Написано Анной без связи');
  await press(panel, 'Назад');
  // Her diary stands beside the panel, so her brother goes on in his own name.
  await openAccount(panel);
  await change(panel, 'Пётр Иванов');
  await press(panel, 'Продолжить как Пётр');
  await seeText(panel, '7 А — Алгебра');
  await openAccount(panel);
  await seeText(panel, '1 сообщение ждёт отправки');
  await look(panel, 'accounts');
  await panel.setViewport({ width: 400, height: 720 });
  network.restore();
  await change(panel, 'Анна Иванова');
  await openChat(panel, '7 Б — Алгебра');
  await seeText(panel, 'Написано Анной без связи');
  await expect
    .poll(
      () =>
        panel.evaluate(
          () =>
            [...document.querySelectorAll('.bubble')]
              .find((one) => one.textContent?.includes('Написано Анной без связи'))
              ?.querySelector('.bubble-state .visually-hidden')?.textContent,
        ),
      { timeout: 20_000 },
    )
    .toMatch(/Отправлено|Прочитано/);
  await press(panel, 'Назад');
});

test('JOURNEY68 signing out one wipes only theirs; the call page of the other stays whose it is', async () => {
  const call = await computer.page('call.html?class=7Б&subject=Алгебра');
  await seeText(call, 'Урок ещё не начался');
  await openAccount(panel);
  await change(panel, 'Пётр Иванов');
  await seeText(panel, '7 А — Алгебра');
  await seeText(call, 'Здесь вы Анна Иванова. В браузере теперь открыт аккаунт: Пётр Иванов');
  await seeText(call, 'Урок ещё не начался');
  await look(call, 'call-whose', [
    { width: 1100, height: 720, scheme: 'light' },
    { width: 400, height: 720, scheme: 'dark' },
  ]);
  await openAccount(panel);
  await press(panel, 'Выйти');
  await seeText(panel, '7 Б — Алгебра');
  expect(await vaultOf(panel)).toEqual(['Анна']);
  await expect.poll(() => storesOf(panel)).toBe(1);
  await seeText(call, 'Урок ещё не начался');
  await notSeeText(call, 'В браузере теперь');
  await call.close();
});

test('SCREEN65 the switcher with one account, the question before something is lost, and the way back in', async () => {
  await openAccount(panel);
  await look(panel, 'accounts-one');
  await panel.setViewport({ width: 400, height: 720 });
  await press(panel, 'Назад');
  await openChat(panel, '7 Б — Алгебра');
  network.cut();
  await seeText(panel, 'Нет связи');
  await write(panel, 'Сообщение', 'Ещё одно без связи');
  await panel.keyboard.press('Enter');
  await seeText(panel, 'Ещё одно без связи');
  await press(panel, 'Назад');
  await openAccount(panel);
  await press(panel, 'Выйти');
  await seeText(panel, '1 неотправленное сообщение пропадёт');
  await look(panel, 'accounts-loss');
  await panel.setViewport({ width: 400, height: 720 });
  await press(panel, 'Отмена');
  await press(panel, 'Назад');
  // Meanwhile Anna ends all other sessions at another machine.
  const home = await signedIn(stage, 'anna', ANNA);
  await openAccount(home.panel);
  await press(home.panel, 'Устройства и сеансы');
  await press(home.panel, 'Завершить все остальные');
  await seeText(home.panel, 'Больше вы нигде не вошли');
  await home.person.close();
  network.restore();
  await seeText(panel, 'Анна Иванова: войдите снова');
  await seeText(panel, '1 сообщение ждёт отправки');
  await look(panel, 'accounts-ended');
  await panel.setViewport({ width: 400, height: 720 });
  await press(panel, 'Войти с VK ID');
  await passVkId(computer, ANNA);
  await openChat(panel, '7 Б — Алгебра');
  await seeText(panel, 'Ещё одно без связи');
});

test('SCREEN66 the settings of a computer that strangers share', async () => {
  const options = await computer.page('options.html');
  await seeText(options, 'Общий компьютер');
  await look(options, 'options-shared', [{ width: 700, height: 600, scheme: 'light' }]);
  await press(options, 'Общий компьютер');
  await options.close();
  const popup = await computer.page('popup.html');
  await press(popup, 'Сменить пользователя');
  const page = await computer.waitForPage('/sign-in?flow=');
  await page.close();
  await seeText(popup, 'Войти с VK ID');
  expect(await vaultOf(popup)).toEqual([]);
  await popup.close();
});
