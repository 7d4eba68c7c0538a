import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Draws every screen into `.screens/`, by the same tests that hold axe to them. */
const FOLDER = '.screens';
const TESTS = ['screens', 'message-actions', 'journeys/files', 'list', 'own-chats', 'links-and-later', 'accounts'];
rmSync(FOLDER, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'journeys', ...TESTS],
  { stdio: 'inherit', env: { ...process.env, SCREENS: FOLDER } },
);
console.log(`The pictures are in ${FOLDER}/`);
process.exit(status ?? 1);
