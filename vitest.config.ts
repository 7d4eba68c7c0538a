import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        // Rules, stores, reducers, and the server through real sockets: plain Node.
        test: {
          name: 'node',
          include: ['tests/{protocol,i18n,client,backend,storage,demo,tools,diaries,faults}/**/*.test.ts'],
          // Properties make hundreds of schools; a machine at work on browsers beside needs its time.
          testTimeout: 90_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Real Chromium with the built extension, the real server and LiveKit: three files at a time, as each mostly waits.
        test: {
          name: 'journeys',
          include: ['tests/{journeys,browsers}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 3,
          // Real browsers on machines that others load: a second try tells noise from a fault.
          retry: 1,
          globalSetup: ['tests/journeys/build-extension.ts'],
          setupFiles: ['tests/browsers/waits.ts'],
        },
      },
    ],
  },
});
