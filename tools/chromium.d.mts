/** The Chromium or Chrome of this machine: `CHROMIUM_BIN`, else on PATH, else in the usual places. */
export function findChromium(env: NodeJS.ProcessEnv): string | undefined;
/** Flags that every Chromium of ours gets. */
export const CHROMIUM_FLAGS: string[];
