import { stat } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import type { Attachment, VoiceDetails } from '../../protocol/attachments.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../storage/database.ts';
import { withEnding } from './names.ts';
import { makePicture, PICTURE_TYPES } from './pictures.ts';
import type { FileStorage } from './storage.ts';
import { type FileRow, fileById, toAttachment, updateFile } from './store.ts';
import { createTurns } from './turns.ts';
import type { UploadStore } from './upload-store.ts';
import { makePoster, readAndCleanFilm } from './video.ts';

export interface FinishDeps {
  db: Database;
  storage: FileStorage;
  uploads: Pick<UploadStore, 'whole' | 'drop'>;
}

type Made = Pick<FileRow, 'kind' | 'mime' | 'size' | 'name'> & { details: object };

/** Sound as browsers record it; a WebM without a picture still calls itself a video. */
const VOICE_TYPES = new Set([
  'video/webm',
  'audio/webm',
  'audio/ogg',
  'audio/opus',
  'audio/mp4',
  'audio/x-m4a',
  'video/mp4',
]);
/** Films that browsers play. */
const VIDEO_TYPES = new Set(['video/mp4', 'video/webm', 'video/quicktime', 'video/x-m4v']);
const WITH_BOXES = new Set(['video/mp4', 'video/quicktime', 'video/x-m4v', 'audio/mp4', 'audio/x-m4a', 'video/3gpp']);

/** What the bytes say, never the name (S9); nothing is unpacked. */
async function sniff(path: string): Promise<string> {
  const found = await fileTypeFromFile(path).catch(() => undefined);
  // `audio/ogg; codecs=opus` and the like.
  return found?.mime.split(';')[0] ?? 'application/octet-stream';
}

async function keepPicture(deps: FinishDeps, row: FileRow, path: string, mime: string): Promise<Made> {
  const picture = await makePicture(path, mime);
  for (const variant of ['small', 'medium', 'large'] as const) {
    await deps.storage.write(row.id, variant, picture.variants[variant]);
  }
  const { width, height } = picture;
  const name = withEnding(row.name, picture.mime === 'image/jpeg' ? 'jpg' : 'webp');
  return { kind: 'photo', mime: picture.mime, size: picture.variants.large.length, name, details: { width, height } };
}

async function keepVideo(deps: FinishDeps, row: FileRow, path: string, mime: string): Promise<Made> {
  const facts = WITH_BOXES.has(mime) ? await readAndCleanFilm(path) : {};
  const poster = await makePoster(path);
  if (poster) await deps.storage.write(row.id, 'poster', poster);
  await deps.storage.keep(row.id, 'original', path);
  return {
    kind: 'video',
    mime,
    size: row.size,
    name: row.name,
    details: { ...facts, hasPoster: poster !== undefined },
  };
}

/** Decides by its bytes what an upload is, makes what is shown of it, and keeps it. Throws AppError. */
async function keep(deps: FinishDeps, row: FileRow, path: string, voice: VoiceDetails | undefined): Promise<Made> {
  const mime = await sniff(path);
  if (voice) {
    if (!VOICE_TYPES.has(mime)) throw new AppError('voice-broken');
    await deps.storage.keep(row.id, 'original', path);
    return { kind: 'voice', mime: mime.replace('video/', 'audio/'), size: row.size, name: row.name, details: voice };
  }
  if (PICTURE_TYPES.has(mime)) return keepPicture(deps, row, path, mime);
  if (VIDEO_TYPES.has(mime)) return keepVideo(deps, row, path, mime);
  if (WITH_BOXES.has(mime)) await readAndCleanFilm(path);
  await deps.storage.keep(row.id, 'original', path);
  return { kind: 'file', mime, size: row.size, name: row.name, details: { mime } };
}

/** Whether an error is about the file itself; all others are worth another try. */
const isVerdict = (error: unknown): error is AppError =>
  error instanceof AppError && error.code !== 'files-unavailable';

/** How many files are looked into at once: pictures take memory. */
const AT_ONCE = 2;

/** Makes an attachment of a finished upload; asking again gives the same answer. */
export type FinishFile = (ownerId: string, id: string, voice?: VoiceDetails) => Promise<Attachment>;

/**
 * Throws file-not-found (not mine, not there, or bytes are missing), file-empty, picture-too-large, picture-broken,
 * picture-unsupported or voice-broken: a refusal stands, and what was uploaded is gone. Throws files-unavailable when
 * it is worth another try.
 */
export function createFinish(deps: FinishDeps): FinishFile {
  const { db } = deps;
  const running = new Map<string, Promise<Attachment>>();
  const inTurn = createTurns(AT_ONCE);

  async function refuse(id: string, code: ErrorCode): Promise<never> {
    await updateFile(db, id, { state: 'refused', refusal: code });
    // What cannot be removed now is swept.
    await deps.uploads.drop(id).catch(() => {});
    await deps.storage.remove(id).catch(() => {});
    throw new AppError(code);
  }

  async function finish(row: FileRow, voice: VoiceDetails | undefined): Promise<Attachment> {
    const made = await deps.uploads
      .whole(row.id, async (path) => {
        if ((await stat(path)).size === 0) throw new AppError('file-empty');
        return keep(deps, row, path, voice);
      })
      .catch((error) => (isVerdict(error) ? refuse(row.id, error.code) : Promise.reject(error)));
    if (!made) throw new AppError('file-not-found');
    const { details, ...known } = made;
    const ready: FileRow = { ...row, ...known, state: 'ready', details: JSON.stringify(details) };
    await updateFile(db, row.id, ready);
    // It is finished now: at worst its upload stays as a copy too many.
    await deps.uploads.drop(row.id).catch(() => {});
    return toAttachment(ready);
  }

  return async (ownerId, id, voice) => {
    const before = running.get(id);
    const row = await fileById(db, id);
    if (row?.ownerId !== ownerId) throw new AppError('file-not-found');
    if (row.state === 'refused') throw new AppError(row.refusal as ErrorCode);
    if (row.state === 'ready') return toAttachment(row);
    const going = before ?? running.get(id);
    if (going) return going;
    const work = inTurn(ownerId, () => finish(row, voice)).finally(() => running.delete(id));
    running.set(id, work);
    return work;
  };
}
