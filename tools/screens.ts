import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';

/** Draws every screen into `.screens/`, by the same tests that hold axe to them. */
const FOLDER = '.screens';
rmSync(FOLDER, { recursive: true, force: true });
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'journeys', 'screens'],
  { stdio: 'inherit', env: { ...process.env, SCREENS: FOLDER } },
);
console.log(`The pictures are in ${FOLDER}/`);
process.exit(status ?? 1);
