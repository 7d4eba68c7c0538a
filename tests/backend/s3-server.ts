import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { s3ClientConfig } from '../../backend/files/s3.ts';
import type { S3Settings } from '../../backend/files/s3-settings.ts';
import { findS3Server } from '../../tools/s3-server.mjs';
import { freeTcpPort } from './calls-school.ts';

const GUARD = fileURLToPath(new URL('../../backend/guard.ts', import.meta.url));

/** A real S3 server on this machine with one bucket. */
export interface S3Server {
  settings: S3Settings;
  /** The same as the environment of a school's server. */
  env: Record<string, string>;
  /** Keys of everything in the bucket, in order; unfinished uploads as `<key> (parts)`. */
  keys(): Promise<string[]>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** SIGSTOP: it hangs with all its connections open; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

async function answers(endpoint: string): Promise<void> {
  for (;;) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function startS3Server(): Promise<S3Server> {
  const binary = findS3Server();
  if (!binary) throw new Error('no S3 server: run npm test, which installs it');
  const folder = mkdtempSync(join(tmpdir(), 'peremenka-s3-'));
  const bucket = 'school-files';
  // Buckets are folders; names and types of objects lie beside, as not every disk keeps attributes.
  for (const name of [join('data', bucket), 'sidecar']) mkdirSync(join(folder, name), { recursive: true });
  const port = await freeTcpPort();
  const settings: S3Settings = {
    bucket,
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    accessKeyId: 'school',
    secretAccessKey: 'a-secret-of-the-tests',
  };
  const client = new S3Client(s3ClientConfig(settings));
  let child: ChildProcess | undefined;

  async function start() {
    const keys = ['--access', settings.accessKeyId, '--secret', settings.secretAccessKey];
    const place = ['posix', '--sidecar', join(folder, 'sidecar'), join(folder, 'data')];
    const args = [GUARD, binary as string, '--port', `127.0.0.1:${port}`, ...keys, '--quiet', ...place];
    child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    await answers(settings.endpoint as string);
  }
  async function kill() {
    if (!child) return;
    const gone = new Promise((done) => child?.once('exit', done));
    child.kill('SIGTERM');
    await gone;
    child = undefined;
  }
  function signal(name: 'STOP' | 'CONT') {
    // The guard's one child.
    execFileSync('pkill', [`-${name}`, '-P', String(child?.pid)]);
  }
  await start();
  return {
    settings,
    env: {
      S3_BUCKET: bucket,
      S3_ENDPOINT: settings.endpoint as string,
      S3_ACCESS_KEY_ID: settings.accessKeyId,
      S3_SECRET_ACCESS_KEY: settings.secretAccessKey,
    },
    async keys() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return [...Contents.map(({ Key }) => Key ?? ''), ...Uploads.map(({ Key }) => `${Key} (parts)`)].sort();
    },
    kill,
    start,
    pause: () => signal('STOP'),
    resume: () => signal('CONT'),
    async close() {
      client.destroy();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
