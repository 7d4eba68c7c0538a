import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Whoever draws and encodes for a whole call takes more than a core: such a file, then two that mostly wait, so that
 * seldom two of the former run beside each other.
 */
class Spread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const calls = sorted.filter(({ moduleId }) => moduleId.includes('/tests/browsers/'));
    const others = sorted.filter((file) => !calls.includes(file));
    const spread: TestSpecification[] = [];
    while (calls.length > 0 || others.length > 0) spread.push(...calls.splice(0, 1), ...others.splice(0, 2));
    return spread;
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: Spread },
    projects: [
      {
        // Rules, stores, reducers, and the server through real sockets: plain Node.
        test: {
          name: 'node',
          include: ['tests/{protocol,i18n,client,backend,storage,demo,tools,diaries,faults}/**/*.test.ts'],
          // Properties make hundreds of schools; a machine at work on browsers beside needs its time.
          testTimeout: 90_000,
          hookTimeout: 30_000,
          // By itself it would be one less than the cores, and most of these wait.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real Chromium with the built extension, the real server and LiveKit: two files at a time, as each mostly waits.
        test: {
          name: 'journeys',
          include: ['tests/{journeys,browsers}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          // Real browsers on machines that others load: a second try tells noise from a fault.
          retry: 1,
          globalSetup: ['tests/journeys/build-extension.ts'],
          setupFiles: ['tests/browsers/waits.ts'],
        },
      },
    ],
  },
});
