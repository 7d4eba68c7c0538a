import * as v from 'valibot';

/** Bits per second of picture and sound: a lesson of 45 minutes is one file below the server's usual limit of 100 MB. */
export const VIDEO_BITS = 250_000;
export const AUDIO_BITS = 32_000;

/**
 * How large a part may get, bytes, where the server takes files of `fileLimit`: the chunk that comes may be larger than
 * any before, as browsers hold the bit rate on the average only.
 */
export const partBytes = (fileLimit: number): number => Math.floor(fileLimit * 0.9);

/** How often what was recorded goes to the disk, ms: a page that dies loses no more. */
export const CHUNK_EVERY = 2000;

/** What is kept beside the chunks of a part. Times are Unix ms of this machine. */
export const PartAbout = v.object({
  chatId: v.string(),
  callId: v.string(),
  title: v.string(),
  startedAt: v.number(),
  mimeType: v.string(),
});
export type PartAbout = v.InferOutput<typeof PartAbout>;

/** A part of a recording on this disk. `ms`: how long it is; `part` counts from 1 in each call. */
export interface RecordedPart extends PartAbout {
  part: number;
  ms: number;
  bytes: number;
}

/** The name of a chunk's file: its place, and how much of the part was recorded by its end, ms. */
export function chunkName(index: number, ms: number): string {
  return `${String(index).padStart(6, '0')}-${Math.round(ms)}`;
}

/** The place and the time that a chunk's name tells; undefined for a file that is none. */
export function readChunkName(name: string): { index: number; ms: number } | undefined {
  const found = /^(\d{6})-(\d+)$/.exec(name);
  return found ? { index: Number(found[1]), ms: Number(found[2]) } : undefined;
}

/** Whether a part of at most `most` bytes has to end before the next chunk, which will be about as large as the largest one. */
export function isFull(bytes: number, largest: number, most: number): boolean {
  return bytes + largest > most;
}

/** The ending of a file of this kind. */
export function endingOf(mimeType: string): string {
  return mimeType.startsWith('video/mp4') ? 'mp4' : 'webm';
}
