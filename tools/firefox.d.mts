/** The Firefox of this machine: `FIREFOX_BIN`, else on PATH, else in the usual places. */
export function findFirefox(env: NodeJS.ProcessEnv): string | undefined;
