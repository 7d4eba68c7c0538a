import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Two files at a time: a third one on two cores makes all of them slow. On machines that others load too a second try
 * tells noise from a fault; `tools/test.ts` names what needed it. A machine that names no character set would give
 * browsers no file with a Russian name.
 */
const shared = { maxWorkers: 2, retry: 1, expect: { poll: { timeout: 10_000 } }, env: { LC_ALL: 'C.UTF-8' } };

/** Kinds of files by their folders: whole calls draw and encode, journeys draw and wait, the others mostly wait. */
const KINDS = ['/tests/browsers/', '/tests/journeys/', '/'];
const kindOf = ({ moduleId }: TestSpecification) => KINDS.findIndex((folder) => moduleId.includes(folder));

/** Small files that take long all the same: begun late they would be what all the others have to wait for. */
const LONG = [
  ...['browsers/calls-faults', 'browsers/calls-hand-screens', 'journeys/calls-faults', 'journeys/firefox'],
  ...['journeys/guests', 'journeys/sign-in', 'browsers/call-check', 'faults/faults', 'client/uploads-s3'],
];
const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(`/tests/${name}.test.ts`));

/** Each kind spread evenly over the whole, so that files of one kind seldom run beside each other. */
class Spread extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).sort((one, other) => Number(isLong(other)) - Number(isLong(one)));
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
          ...shared,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real Chromium with the built extension, the real server and LiveKit.
        test: {
          name: 'journeys',
          include: ['tests/{journeys,browsers}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...shared,
          sequence: { groupOrder: 0 },
          globalSetup: ['tests/journeys/build-extension.ts'],
          setupFiles: ['tests/browsers/waits.ts'],
        },
      },
    ],
  },
});
