import * as v from 'valibot';

/** A bucket, and who may use it. */
export interface S3Settings {
  bucket: string;
  /** The address of a server that speaks S3, with its buckets in the path; undefined for AWS itself. */
  endpoint: string | undefined;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/** Set to nothing is not set: that is how compose files leave a variable out. */
const text = (pattern: RegExp, message: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check((value) => value === '' || pattern.test(value), message),
    ),
    '',
  );

/** The variables of S3; without S3_BUCKET files live on this machine's disk. */
export const S3_VARIABLES = {
  S3_BUCKET: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a name of a bucket: 3 to 63 of a-z, 0-9, dots and hyphens'),
  S3_ENDPOINT: text(/^https?:\/\/[^\s/@?#]+\/?$/, 'an http(s) address without a path'),
  S3_REGION: text(/^[a-z0-9-]{1,40}$/, 'a region as us-east-1'),
  S3_ACCESS_KEY_ID: v.optional(v.string(), ''),
  S3_SECRET_ACCESS_KEY: v.optional(v.string(), ''),
};
type S3Variables = Record<keyof typeof S3_VARIABLES, string>;

/** One PUT takes 5 GiB at most. */
const LARGEST = 5_000_000_000;

/**
 * What is set of S3: its settings, undefined where files live on the disk, or one sentence that names the variable
 * that is missing. `fileLimit`: bytes of the largest file.
 */
export function readS3(values: S3Variables, fileLimit: number): S3Settings | string | undefined {
  const isSet = (name: keyof S3Variables) => values[name] !== '';
  const names = Object.keys(S3_VARIABLES) as (keyof S3Variables)[];
  if (!isSet('S3_BUCKET')) {
    const other = names.find(isSet);
    return other && `${other} needs S3_BUCKET beside it`;
  }
  const missing: string[] = (['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const).filter((name) => !isSet(name));
  // Servers other than AWS have no regions, and sign with one name for all.
  if (!isSet('S3_REGION') && !isSet('S3_ENDPOINT')) missing.unshift('S3_REGION (or S3_ENDPOINT)');
  if (missing.length > 0) return `S3_BUCKET needs ${missing.join(', ')} beside it`;
  if (fileLimit > LARGEST) return `FILE_LIMIT_MB: expected 5000 at most where files live in S3, got ${fileLimit / 1e6}`;
  return {
    bucket: values.S3_BUCKET,
    endpoint: values.S3_ENDPOINT.replace(/\/$/, '') || undefined,
    region: values.S3_REGION || 'us-east-1',
    accessKeyId: values.S3_ACCESS_KEY_ID,
    secretAccessKey: values.S3_SECRET_ACCESS_KEY,
  };
}
