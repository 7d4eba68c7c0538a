import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createLinkCode } from '../../backend/accounts/binding.ts';
import { adminPath } from '../../backend/school/admin-path.ts';
import { startAdminSocket } from '../../backend/school/admin-socket.ts';
import { issueCode } from '../../backend/school/codes.ts';
import { resolvePerson, searchPeople } from '../../backend/school/find-people.ts';
import { importRoster } from '../../backend/school/import.ts';
import { readOneRoster } from '../../backend/school/one-roster.ts';
import { createSchool, rosterFolder, rosterPerson, smallSchool } from './school-roster.ts';

const ROOT = join(import.meta.dirname, '../..');
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function dataFolder(name = 'data'): string {
  const folder = mkdtempSync(join(tmpdir(), 'school-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, name);
  mkdirSync(dataDir);
  return dataDir;
}

function demoFolder(changes: Parameters<typeof rosterFolder>[0] = {}): string {
  const { folder, remove } = rosterFolder(changes);
  cleanUp.push(remove);
  return folder;
}

async function startServer(dataDir = dataFolder()) {
  const school = await createSchool();
  const admin = await startAdminSocket({ ...school, dataDir });
  cleanUp.push(() => admin.close());
  return { ...school, ...admin, dataDir };
}

async function demoSchool() {
  const school = await createSchool();
  await importRoster(school, await readOneRoster(demoFolder(), school.clock()));
  return school;
}

/** The command line as somebody types it. */
function cli(dataDir: string, ...args: string[]): Promise<{ exitCode: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATA_DIR: dataDir };
    const child = execFile(process.execPath, ['backend/school/cli.ts', ...args], { cwd: ROOT, env }, (_, out, err) =>
      resolve({ exitCode: child.exitCode ?? -1, out, err }),
    );
  });
}

const labels = async (found: ReturnType<typeof resolvePerson>) =>
  (await found).map(({ label, person }) => `${label} ${person.familyName} ${person.givenName}`);

test('CODE1 a pupil is named by class and number in the alphabet, everybody by name or id', async () => {
  const { db } = await demoSchool();
  expect(await labels(resolvePerson(db, '7Б-08'))).toEqual(['7Б-08 Иванова Анна']);
  expect(await labels(resolvePerson(db, '7 б 8'))).toEqual(['7Б-08 Иванова Анна']);
  expect(await labels(resolvePerson(db, 'иванова анна'))).toEqual(['7Б-08 Иванова Анна']);
  expect(await labels(resolvePerson(db, 'pupil-7b-08'))).toEqual(['7Б-08 Иванова Анна']);
  expect(await labels(resolvePerson(db, 'Ковалева Мария'))).toEqual(['7Б-10 Ковалёва Мария']);
  expect(await labels(resolvePerson(db, 'Константинопольская-Разумовская'))).toHaveLength(1);
  expect(await labels(resolvePerson(db, 'Соколов Пётр'))).toHaveLength(2);
  expect(await labels(resolvePerson(db, 'Иванов'))).not.toContain('7Б-08 Иванова Анна');
  expect(await labels(resolvePerson(db, '7Б'))).toHaveLength(25);
  expect(await labels(resolvePerson(db, '7Б-26'))).toEqual([]);
  expect(await labels(resolvePerson(db, 'Никто'))).toEqual([]);
});

test('CODE1 ё stands with е in the alphabet, after it where all else is equal', async () => {
  const school = await createSchool();
  const roster = smallSchool();
  const names = ['Жуков', 'Ёлкин', 'Ельцов', 'Елкин', 'Дёмин'];
  roster.people = names.map((familyName) => rosterPerson(familyName, { role: 'pupil', className: '7Б', familyName }));
  await importRoster(school, { ...roster, guardians: [], classes: [], groups: [] });
  expect((await searchPeople(school.db, '7б')).map(({ person }) => person.familyName)).toEqual([
    'Дёмин',
    'Елкин',
    'Ёлкин',
    'Ельцов',
    'Жуков',
  ]);
});

test('CODE2 a code is made for one person only, and never for one who has left', async () => {
  const school = await demoSchool();
  const several = await issueCode(school.db, 'Соколов Пётр', school.clock());
  expect(several).toMatchObject({ kind: 'choose', people: [{ label: 'parent-004' }, { label: 'teacher-sokolov' }] });
  expect(await school.db.selectFrom('linkCodes').selectAll().execute()).toEqual([]);
  const one = await issueCode(school.db, '7Б-08', school.clock());
  expect(one).toMatchObject({ kind: 'code', found: { label: '7Б-08' } });
  expect(one.kind === 'code' && one.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  const anna = await school.personId('pupil-7b-08');
  await school.db.updateTable('people').set({ leftAt: 1 }).where('id', '=', anna).execute();
  expect(await issueCode(school.db, 'pupil-7b-08', school.clock())).toEqual({ kind: 'choose', people: [] });
  await expect(createLinkCode(school.db, anna, school.clock())).rejects.toMatchObject({ code: 'person-not-found' });
});

test('ADMIN1 the command line imports, lists, makes a code and tells the status, through the running server', async () => {
  const server = await startServer();
  const folder = demoFolder();
  const preview = await cli(server.dataDir, 'import', folder, '--dry-run');
  expect(preview).toMatchObject({ exitCode: 0, err: '' });
  expect(preview.out).toContain('Проверка: ничего не изменено');
  expect(preview.out).toContain('Новый чат: 7\u00a0Б\u00a0— Алгебра, 26\u00a0участников');
  expect(await server.db.selectFrom('people').selectAll().execute()).toEqual([]);

  const imported = await cli(server.dataDir, 'import', folder);
  expect(imported).toMatchObject({ exitCode: 0, err: '' });
  expect(imported.out).toContain('Люди: добавлено 213, изменено 0, ушло 0.');

  const people = await cli(server.dataDir, 'people', 'иванов');
  expect(people.out).toMatch(/7Б-08 +Иванова Анна, 7\u00a0Б\n/);
  expect(people.out).toContain('; Иванова Анна, 7\u00a0Б');

  const code = await cli(server.dataDir, 'code', '7Б-08');
  expect(code).toMatchObject({ exitCode: 0, err: '' });
  expect(code.out).toContain('Иванова Анна, 7\u00a0Б');
  expect(code.out).toMatch(/Код: +[0-9A-Z]{5}-[0-9A-Z]{5}\n/);
  expect(code.out).toMatch(/Действует до: .*2026/);
  const anna = await server.personId('pupil-7b-08');
  const rows = await server.db.selectFrom('linkCodes').select(['personId', 'usedAt']).execute();
  expect(rows).toEqual([{ personId: anna, usedAt: null }]);

  const status = await cli(server.dataDir, 'status');
  expect(status.out).toContain('Школа № 12, Пермь');
  expect(status.out).toContain('учеников 75, родителей 130, сотрудников 8');
}, 60_000);

test('ADMIN2 what cannot be done is one clear sentence and exit code 1', async () => {
  const dataDir = dataFolder();
  const help = await cli(dataDir, 'help');
  expect(help.exitCode).toBe(0);
  expect(help.out).toContain('npm run school -- import');
  expect(await cli(dataDir, 'status')).toEqual({
    exitCode: 1,
    out: '',
    err: `Сервер не работает (папка данных ${dataDir}). Запустите его или задайте DATA_DIR, как у сервера.\n`,
  });
  const wrong = await cli(dataDir, 'выгрузить');
  expect(wrong).toMatchObject({ exitCode: 1, err: expect.stringContaining('Такой команды нет: выгрузить') });
  expect((await cli(dataDir, 'import')).err).toContain('Укажите папку');
  expect((await cli(dataDir, 'import', 'x', '--dry')).err).toContain('--dry');

  const server = await startServer(dataDir);
  const before = await server.everything();
  const broken = await cli(
    dataDir,
    'import',
    demoFolder({ 'users.csv': (text) => text.replace('Елена,Кузнецова', 'Елена,') }),
  );
  expect(broken).toMatchObject({ exitCode: 1, out: '' });
  expect(broken.err).toContain('ничего не изменено');
  expect(broken.err).toContain('users.csv, строка 2: нет фамилии');
  expect(await server.everything()).toBe(before);
  const nobody = await cli(dataDir, 'code', '7Б-08');
  expect(nobody).toEqual({ exitCode: 1, out: '', err: 'Никого не нашлось: 7Б-08\n' });
}, 60_000);

test('ADMIN3 the socket is only for this user, and is gone after closing', async () => {
  const server = await startServer();
  expect(server.path).toBe(join(server.dataDir, 'admin.sock'));
  expect(statSync(server.path).mode & 0o777).toBe(0o600);
  await server.close();
  expect(existsSync(server.path)).toBe(false);
});

test('ADMIN3 a second server of one data folder is refused, a socket left behind is replaced', async () => {
  const server = await startServer();
  await expect(startServer(server.dataDir)).rejects.toThrow('уже работает');
  expect((await cli(server.dataDir, 'status')).exitCode).toBe(0);
  const other = dataFolder();
  writeFileSync(adminPath(other), '');
  await startServer(other);
  expect((await cli(other, 'status')).exitCode).toBe(0);
}, 60_000);

test('ADMIN3 a path that is too long for a socket goes to the folder for temporary files', async () => {
  const dataDir = dataFolder('д'.repeat(60));
  const server = await startServer(dataDir);
  expect(server.path.startsWith(tmpdir())).toBe(true);
  expect((await cli(dataDir, 'status')).exitCode).toBe(0);
  expect(adminPath(dataDir, 'win32')).toMatch(/^\\\\\.\\pipe\\peremenka-[0-9a-f]{24}$/);
  expect(adminPath(`${dataDir}x`)).not.toBe(server.path);
});

test.each([
  'not json',
  '{"command":"drop"}',
  '{"command":"code"}',
  '{"command":"status","more":1}',
  'x'.repeat(70_000),
])('ADMIN4 a request that is none is refused: %.20s', async (line) => {
  const server = await startServer();
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(server.path, () => socket.write(`${line}\n`));
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  expect(JSON.parse(answer)).toMatchObject({ ok: false, error: { code: 'bad-request' } });
});
