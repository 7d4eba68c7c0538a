import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import type { AttendanceRules } from './calls/attendance.ts';
import { readS3, S3_VARIABLES, type S3Settings } from './files/s3-settings.ts';

const Port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'a number from 0 to 65535'),
  v.transform(Number),
  v.maxValue(65_535, 'a number from 0 to 65535'),
);

const HttpUrl = v.pipe(
  v.string(),
  v.url('an http(s) address'),
  v.transform((url) => url.replace(/\/+$/, '')),
);

const MINUTES = 'a number of minutes from 0 to 60';
const wholeNumber = (least: number, most: number, what: string) =>
  v.pipe(v.string(), v.regex(/^\d{1,5}$/, what), v.transform(Number), v.minValue(least, what), v.maxValue(most, what));

const Environment = v.object({
  PORT: v.optional(Port, '4100'),
  HOST: v.optional(v.string(), '127.0.0.1'),
  DATA_DIR: v.optional(v.string(), '.data'),
  /** The server's own address as browsers see it. */
  PUBLIC_URL: v.optional(HttpUrl),
  VKID_URL: v.optional(HttpUrl, 'https://id.vk.ru'),
  VKID_CLIENT_ID: v.optional(v.string(), ''),
  VKID_SERVICE_TOKEN: v.optional(v.string(), ''),
  /** Extension ids that may sign in beside the committed one, separated by commas. */
  EXTENSION_IDS: v.optional(v.string(), ''),
  LIVEKIT_URL: v.optional(v.string()),
  LIVEKIT_API_KEY: v.optional(v.string()),
  LIVEKIT_API_SECRET: v.optional(v.string()),
  LIVEKIT_PORT: v.optional(Port, '7880'),
  LIVEKIT_UDP_PORT: v.optional(Port, '7882'),
  /** Largest file that may be attached, MB. */
  FILE_LIMIT_MB: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'a number of megabytes from 1 to 10000'),
      v.transform(Number),
      v.minValue(1, 'a number of megabytes from 1 to 10000'),
      v.maxValue(10_000, 'a number of megabytes from 1 to 10000'),
    ),
    '100',
  ),
  /** How long a call between two people rings. */
  RING_SECONDS: v.optional(wholeNumber(3, 300, 'a number of seconds from 3 to 300'), '45'),
  /** What counts as late, as leaving early and as having been there at all. */
  ATTENDANCE_LATE_MINUTES: v.optional(wholeNumber(0, 60, MINUTES), '5'),
  ATTENDANCE_EARLY_MINUTES: v.optional(wholeNumber(0, 60, MINUTES), '5'),
  ATTENDANCE_PRESENT_PERCENT: v.optional(wholeNumber(0, 100, 'a number from 0 to 100'), '50'),
  /** Whether teachers may open a call to guests by a link. */
  GUESTS: v.optional(v.picklist(['on', 'off'], 'on or off'), 'on'),
  /** Where `npm run build` has put the pages of the server. */
  WEB_DIR: v.optional(v.string(), '.output/web'),
  ...S3_VARIABLES,
  /** `off`: no limits on commands per person, for measuring (`npm run bench`); never for a school. */
  RATE_LIMITS: v.optional(v.picklist(['on', 'off'], 'on or off'), 'on'),
  /** Proxies in front that may say who asks (X-Forwarded-For): their addresses, or how many; empty for none. */
  TRUST_PROXY: v.optional(v.string(), ''),
  LOG_LEVEL: v.optional(v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'silent']), 'info'),
});

/** The id that the committed manifest key gives (`wxt.config.ts`). */
export const EXTENSION_ID = 'gofbolmniffckdkkgdigcigodnbbjino';

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  publicUrl: string;
  vkId: { url: string; clientId: string; serviceToken: string };
  /** Extension ids whose redirect addresses and origins are served. */
  extensionIds: string[];
  livekit: {
    external: { url: string; apiKey: string; apiSecret: string } | undefined;
    /** A LiveKit server on this machine, to be run as a child; `main.ts` looks for it. */
    binary: string | undefined;
    port: number;
    udpPort: number;
  };
  /** How long a direct call rings, ms. */
  ringsFor: number;
  /** What the school calls late, early and absent. */
  attendance: AttendanceRules;
  hasGuests: boolean;
  /** The folder of the built pages; it need not be there. */
  webDir: string;
  /** Bytes of the largest file that may be attached. */
  fileLimit: number;
  /** Where files live when not on this machine's disk. */
  s3: S3Settings | undefined;
  /** False only while measuring. */
  rateLimits: boolean;
  trustProxy: string[] | number | false;
  logLevel: string;
}

function readTrustProxy(value: string): Config['trustProxy'] {
  if (!value) return false;
  return /^\d+$/.test(value) ? Number(value) : value.split(',').map((address) => address.trim());
}

/** One sentence for the operator; shown without a stack. */
export class ConfigError extends Error {}

/** Reads the environment; throws ConfigError that names the variable and what it should be. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = v.safeParse(Environment, env);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ConfigError(`${v.getDotPath(issue) ?? 'environment'}: expected ${issue.message}, got "${issue.input}"`);
  }
  const values = parsed.output;
  const dataDir = resolve(values.DATA_DIR);
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = values;
  if (url && !(apiKey && apiSecret)) {
    throw new ConfigError('LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET beside it');
  }
  const fileLimit = values.FILE_LIMIT_MB * 1_000_000;
  const s3 = readS3(values, fileLimit);
  if (typeof s3 === 'string') throw new ConfigError(s3);
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir,
    publicUrl: values.PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`,
    vkId: { url: values.VKID_URL, clientId: values.VKID_CLIENT_ID, serviceToken: values.VKID_SERVICE_TOKEN },
    extensionIds: [
      EXTENSION_ID,
      ...values.EXTENSION_IDS.split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    ],
    livekit: {
      external: url && apiKey && apiSecret ? { url, apiKey, apiSecret } : undefined,
      binary: undefined,
      port: values.LIVEKIT_PORT,
      udpPort: values.LIVEKIT_UDP_PORT,
    },
    ringsFor: values.RING_SECONDS * 1000,
    attendance: {
      lateAfter: values.ATTENDANCE_LATE_MINUTES,
      earlyBefore: values.ATTENDANCE_EARLY_MINUTES,
      presentFrom: values.ATTENDANCE_PRESENT_PERCENT / 100,
    },
    hasGuests: values.GUESTS === 'on',
    webDir: resolve(values.WEB_DIR),
    fileLimit,
    s3,
    rateLimits: values.RATE_LIMITS === 'on',
    trustProxy: readTrustProxy(values.TRUST_PROXY),
    logLevel: values.LOG_LEVEL,
  };
}

/** Makes the data folder (0700) and returns the path of a file in it; throws ConfigError that names the folder. */
export function dataFile(config: Pick<Config, 'dataDir'>, name: string): string {
  try {
    mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(`DATA_DIR cannot be used: ${config.dataDir} (${(error as Error).message})`);
  }
  return join(config.dataDir, name);
}
