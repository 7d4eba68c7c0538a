import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningDiary, startDiary } from '../../demo/diary/server.ts';
import { TIMETABLE, weekOf } from '../../demo/diary/timetable.ts';
import { DEMO_USERS } from '../../demo/diary/users.ts';

let diary: RunningDiary;
beforeAll(async () => {
  diary = await startDiary({ port: 0, clock: () => new Date(2025, 10, 19, 12) });
});
afterAll(() => diary.close());

/** Servers and tests speak over the loopback address: not every resolver knows `*.localhost`. */
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${diary.port}${path}`, { redirect: 'manual', ...init });

const signIn = (role: string, login: string, password = 'demo'): Promise<Response> =>
  ask(`/authenticate?role=${role}`, { method: 'POST', body: new URLSearchParams({ login, password }) });

async function cookieOf(login: string): Promise<string> {
  const user = DEMO_USERS.find((candidate) => candidate.login === login);
  const answer = await signIn(user?.role ?? '', login);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

test('FIXTURE1 everybody signs in at their own door and lands on their own page', async () => {
  const homes = await Promise.all(
    DEMO_USERS.map(async ({ role, login }) => (await signIn(role, login)).headers.get('location')),
  );
  expect(homes).toEqual([
    '/student_diary/student_diary/1000001',
    '/student_diary/student_diary/1000002',
    '/student_diary/student_diary/1000003',
    '/manage/journal?from=journals&group_id=55&class_unit_id=77',
    '/manage/journal?from=journals&group_id=255&class_unit_id=77',
    '/student_diary/student_diary/1000001',
  ]);
});

test('FIXTURE1 a wrong password and a wrong door are told apart, in a sentence', async () => {
  const wrong = await signIn('pupil', 'anna', 'nope');
  expect(wrong.status).toBe(401);
  expect(await wrong.text()).toContain('Неверный логин или пароль');
  const door = await signIn('teacher', 'anna');
  expect(await door.text()).toContain('Вход для обучающихся');
  expect(door.headers.get('set-cookie')).toBeNull();
});

test('FIXTURE2 without a session there is no diary, and nobody sees that of another', async () => {
  const path = encodeURIComponent('/student_diary/student_diary/1000002');
  expect((await ask('/student_diary/student_diary/1000001')).headers.get('location')).toBe('/');
  expect((await ask(`/fragment?path=${path}`)).status).toBe(303);
  const cookie = await cookieOf('anna');
  expect((await ask(`/fragment?path=${path}`, { headers: { cookie } })).status).toBe(404);
  await ask('/logout', { headers: { cookie } });
  expect((await ask('/student_diary/student_diary/1000001', { headers: { cookie } })).headers.get('location')).toBe(
    '/',
  );
});

test('FIXTURE3 the document comes empty, the application draws it; attributes of the framework differ each time', async () => {
  const headers = { cookie: await cookieOf('anna') };
  const shell = await (await ask('/student_diary/student_diary/1000001', { headers })).text();
  expect(shell).toContain('<diary-root></diary-root>');
  expect(shell).toContain('<title>ЭПОС.Школа</title>');
  const path = encodeURIComponent('/student_diary/student_diary/1000001');
  const draw = async (week: number) => (await ask(`/fragment?week=${week}&path=${path}`, { headers })).text();
  const [first, second, next] = [await draw(0), await draw(0), await draw(1)];
  expect(first.match(/<diary-student-diary-day/g)).toHaveLength(6);
  expect(first).toContain('17 – 22 ноября');
  expect(next).toContain('24 – 29 ноября');
  expect(first).not.toBe(second);
  expect(first.replaceAll(/_ngcontent-\w+-c\d+/g, '')).toBe(second.replaceAll(/_ngcontent-\w+-c\d+/g, ''));
});

test('FIXTURE4 what is typed in comes back escaped', async () => {
  const page = await (await signIn('pupil', '"><script>alert(1)</script>')).text();
  expect(page).not.toContain('<script>alert');
});

test('FIXTURE5 no teacher of the demo school has two classes at once', () => {
  for (const { journals, login } of DEMO_USERS.flatMap((user) => (user.role === 'teacher' ? [user] : []))) {
    const mine = new Set(journals.map(({ className, subject }) => `${className} ${subject}`));
    for (let day = 0; day < 6; day += 1) {
      for (let slot = 0; slot < 6; slot += 1) {
        const classes = Object.keys(TIMETABLE).filter((name) => mine.has(`${name} ${TIMETABLE[name]?.[day]?.[slot]}`));
        expect(classes.length, `${login}, day ${day}, lesson ${slot + 1}: ${classes}`).toBeLessThanOrEqual(1);
      }
    }
  }
});

test('FIXTURE6 a week runs from Monday to Saturday around any day, over months and years', () => {
  const days = (date: Date, offset: number): string[] =>
    weekOf('7Б', date, offset).map((day) => `${day.date.getDate()}.${day.date.getMonth() + 1}`);
  expect(days(new Date(2025, 10, 19), 0)).toEqual(['17.11', '18.11', '19.11', '20.11', '21.11', '22.11']);
  expect(days(new Date(2025, 10, 23, 23), 0)[0]).toBe('17.11');
  expect(days(new Date(2025, 11, 31), 0)).toEqual(['29.12', '30.12', '31.12', '1.1', '2.1', '3.1']);
  expect(days(new Date(2025, 10, 19), -3)[0]).toBe('27.10');
});
