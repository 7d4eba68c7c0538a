import * as v from 'valibot';
import { chunkName, PartAbout, type RecordedPart, readChunkName } from './parts.ts';

const ROOT = 'recordings';
const ABOUT = 'about.json';

/** A part that is being recorded; what was written is on the disk, whatever becomes of the page. */
export interface OpenPart {
  part: number;
  /** `ms`: how much of the part is recorded by the end of this chunk. Rejects where the disk is full. */
  write(chunk: Blob, ms: number): Promise<void>;
  /** It is recorded to its end: from then on it is among the parts that are listed. */
  close(): Promise<void>;
}

/** One person's recordings in this browser. Every chunk is a file: only a closed file is sure to be on the disk. */
export interface RecordingDisk {
  open(about: PartAbout): Promise<OpenPart>;
  /** Parts that no page is recording now, the oldest first. */
  list(): Promise<RecordedPart[]>;
  /** The bytes of a part. */
  read(part: RecordedPart): Promise<Blob>;
  remove(part: RecordedPart): Promise<void>;
}

const lockName = (personId: string, callId: string, part: number | string) =>
  `peremenka:recording:${personId}/${callId}/${part}`;

// No name of somebody else's making becomes a path.
const folderName = encodeURIComponent;

/** Holds a lock as long as the page lives, or until the returned function is called; that resolves when it is free. */
function hold(name: string): Promise<() => Promise<void>> {
  return new Promise((resolve, reject) => {
    const held: Promise<void> = navigator.locks.request(
      name,
      () =>
        new Promise<void>((release) =>
          resolve(() => {
            release();
            return held;
          }),
        ),
    );
    held.catch(reject);
  });
}

async function writeFile(folder: FileSystemDirectoryHandle, name: string, content: Blob | string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true });
  const stream = await file.createWritable();
  try {
    await stream.write(content);
    await stream.close();
  } catch (error) {
    await folder.removeEntry(name).catch(() => undefined);
    throw error;
  }
}

async function chunksOf(folder: FileSystemDirectoryHandle) {
  const chunks: { index: number; ms: number; file: File }[] = [];
  for await (const [name, entry] of folder.entries()) {
    const place = readChunkName(name);
    if (place && entry.kind === 'file') chunks.push({ ...place, file: await entry.getFile() });
  }
  return chunks.sort((a, b) => a.index - b.index);
}

async function aboutOf(folder: FileSystemDirectoryHandle): Promise<PartAbout | undefined> {
  try {
    const file = await (await folder.getFileHandle(ABOUT)).getFile();
    return v.parse(PartAbout, JSON.parse(await file.text()));
  } catch {
    return undefined;
  }
}

async function foldersIn(folder: FileSystemDirectoryHandle) {
  const found: [string, FileSystemDirectoryHandle][] = [];
  for await (const [name, entry] of folder.entries()) if (entry.kind === 'directory') found.push([name, entry]);
  return found;
}

async function personFolder(personId: string): Promise<FileSystemDirectoryHandle> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
  return root.getDirectoryHandle(folderName(personId), { create: true });
}

export function recordingDisk(personId: string): RecordingDisk {
  const callFolder = async (callId: string) =>
    (await personFolder(personId)).getDirectoryHandle(folderName(callId), { create: true });
  const partFolder = async ({ callId, part }: RecordedPart) =>
    (await callFolder(callId)).getDirectoryHandle(String(part), { create: true });

  return {
    async open(about) {
      const call = await callFolder(about.callId);
      // A part that was saved leaves its empty folder, so that the next one is counted on.
      const part = 1 + Math.max(0, ...(await foldersIn(call)).map(([name]) => Number(name)));
      const close = await hold(lockName(personId, about.callId, part));
      const folder = await call.getDirectoryHandle(String(part), { create: true });
      await writeFile(folder, ABOUT, JSON.stringify(about)).catch(async (error: unknown) => {
        await close();
        throw error;
      });
      let index = 0;
      return {
        part,
        async write(chunk, ms) {
          index += 1;
          await writeFile(folder, chunkName(index, ms), chunk);
        },
        close,
      };
    },

    async list() {
      const held = new Set(((await navigator.locks.query()).held ?? []).map(({ name }) => name));
      const parts: RecordedPart[] = [];
      for (const [, call] of await foldersIn(await personFolder(personId))) {
        for (const [name, folder] of await foldersIn(call)) {
          const about = await aboutOf(folder);
          const chunks = about ? await chunksOf(folder) : [];
          if (!about || chunks.length === 0 || held.has(lockName(personId, about.callId, name))) continue;
          const bytes = chunks.reduce((sum, { file }) => sum + file.size, 0);
          parts.push({ ...about, part: Number(name), ms: chunks.at(-1)?.ms ?? 0, bytes });
        }
      }
      return parts.sort((a, b) => a.startedAt - b.startedAt);
    },

    async read(part) {
      const files = (await chunksOf(await partFolder(part))).map(({ file }) => file);
      return new Blob(files, { type: part.mimeType.split(';')[0] ?? '' });
    },

    async remove(part) {
      const folder = await partFolder(part);
      for await (const [name] of folder.entries()) await folder.removeEntry(name);
    },
  };
}

/** Forgets what a person recorded in this browser (sign-out). */
export async function wipeRecordings(personId: string): Promise<void> {
  const storage = globalThis.navigator?.storage;
  if (!storage?.getDirectory) return;
  const root = await (await storage.getDirectory()).getDirectoryHandle(ROOT).catch(() => undefined);
  await root?.removeEntry(folderName(personId), { recursive: true }).catch(() => undefined);
}
