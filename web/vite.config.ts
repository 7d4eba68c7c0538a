import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { withoutPolling } from '../tools/lean-build.ts';
import { withoutIdle, withoutLogs } from '../tools/lean-livekit.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The pages of the server, for any browser of the last years: what the extension leaves out for old ones stays in. */
export default defineConfig({
  root: here('.'),
  plugins: [preact(), withoutPolling(), withoutLogs(), withoutIdle()],
  build: {
    outDir: process.env.WEB_OUT_DIR ?? here('../.output/web'),
    emptyOutDir: true,
    // livekit-client is one file of that size.
    chunkSizeWarningLimit: 600,
    target: ['chrome120', 'firefox128', 'safari16.4'],
    rolldownOptions: { input: { guest: here('./guest.html') } },
  },
});
