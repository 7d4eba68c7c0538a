import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Three files at a time on two cores: most of them wait, and what waits leaves room for what draws. */
const maxWorkers = 3;

/** Kinds of files by their folders: whole calls draw and encode, journeys draw and wait, the others mostly wait. */
const KINDS = ['/tests/browsers/', '/tests/journeys/', '/'];
const kindOf = ({ moduleId }: TestSpecification) => KINDS.findIndex((folder) => moduleId.includes(folder));

/** Each kind spread evenly over the whole, so that files of one kind seldom run beside each other. */
class Spread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return KINDS.map((_, kind) => sorted.filter((file) => kindOf(file) === kind))
      .flatMap((alike) => alike.map((file, index) => ({ file, place: (index + 0.5) / alike.length })))
      .sort((one, other) => one.place - other.place)
      .map(({ file }) => file);
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
          hookTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        // Real Chromium with the built extension, the real server and LiveKit.
        test: {
          name: 'journeys',
          include: ['tests/{journeys,browsers}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers,
          // Real browsers on machines that others load: a second try tells noise from a fault.
          retry: 1,
          globalSetup: ['tests/journeys/build-extension.ts'],
          setupFiles: ['tests/browsers/waits.ts'],
        },
      },
    ],
  },
});
