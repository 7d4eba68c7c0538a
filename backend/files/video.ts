import { execFile } from 'node:child_process';
import { type FileHandle, open } from 'node:fs/promises';

/** What a video's own boxes tell; sizes in px. */
export interface VideoFacts {
  width?: number;
  height?: number;
  durationMs?: number;
}

interface Box {
  type: string;
  /** Where its content begins and where it ends, bytes from the start of the file. */
  start: number;
  end: number;
  /** Where its four letters stand. */
  typeAt: number;
}

async function bytes(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** The boxes between two places of an MP4 or QuickTime file, at most 1,000 of them. */
async function boxesIn(file: FileHandle, from: number, to: number): Promise<Box[]> {
  const boxes: Box[] = [];
  let at = from;
  while (at + 8 <= to && boxes.length < 1000) {
    const head = await bytes(file, at, 16);
    if (head.length < 8) break;
    const short = head.readUInt32BE(0);
    const isLong = short === 1 && head.length === 16;
    const size = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short;
    const headSize = isLong ? 16 : 8;
    if (size < headSize || at + size > to) break;
    boxes.push({ type: head.toString('latin1', 4, 8), start: at + headSize, end: at + size, typeAt: at + 4 });
    at += size;
  }
  return boxes;
}

/** Boxes of notes about a film: where and with what it was taken. */
const NOTES = ['udta', 'meta', 'uuid'];

async function blank(file: FileHandle, box: Box): Promise<void> {
  await file.write(Buffer.from('free'), 0, 4, box.typeAt);
  const zeros = Buffer.alloc(64 * 1024);
  for (let at = box.start; at < box.end; at += zeros.length) {
    await file.write(zeros, 0, Math.min(zeros.length, box.end - at), at);
  }
}

async function durationOf(file: FileHandle, box: Box): Promise<number | undefined> {
  const head = await bytes(file, box.start, 32);
  if (head.length < 32) return undefined;
  const isLong = head.readUInt8(0) === 1;
  const scale = head.readUInt32BE(isLong ? 20 : 12);
  const length = isLong ? Number(head.readBigUInt64BE(24)) : head.readUInt32BE(16);
  const durationMs = Math.round((length / scale) * 1000);
  return Number.isSafeInteger(durationMs) && durationMs > 0 && durationMs < 86_400_000 ? durationMs : undefined;
}

async function sizeOf(file: FileHandle, box: Box): Promise<{ width: number; height: number } | undefined> {
  // Width and height are the last eight bytes of `tkhd`, 16.16; before them the nine numbers of the turn.
  const tail = await bytes(file, box.end - 44, 44);
  if (box.end - box.start < 80 || tail.length < 44) return undefined;
  const width = tail.readUInt32BE(36) >>> 16;
  const height = tail.readUInt32BE(40) >>> 16;
  if (width === 0 || height === 0) return undefined;
  const isTurned = tail.readInt32BE(0) === 0 && tail.readInt32BE(4) !== 0;
  return isTurned ? { width: height, height: width } : { width, height };
}

/**
 * Reads length and size of an MP4 or QuickTime film, and blanks its notes in place: phones write there where it was
 * taken (S9). Frames are not touched. A file that is built otherwise is left as it is, with nothing known.
 */
export async function readAndCleanFilm(path: string): Promise<VideoFacts> {
  const file = await open(path, 'r+');
  try {
    const facts: VideoFacts = {};
    const top = await boxesIn(file, 0, (await file.stat()).size);
    const film = top.find((box) => box.type === 'moov');
    const inside = film ? await boxesIn(file, film.start, film.end) : [];
    const tracks = inside.filter((box) => box.type === 'trak');
    const inTracks = (await Promise.all(tracks.map((track) => boxesIn(file, track.start, track.end)))).flat();
    for (const box of [...top, ...inside, ...inTracks]) if (NOTES.includes(box.type)) await blank(file, box);
    const header = inside.find((box) => box.type === 'mvhd');
    const durationMs = header && (await durationOf(file, header));
    if (durationMs) facts.durationMs = durationMs;
    for (const box of inTracks) {
      if (box.type !== 'tkhd' || facts.width) continue;
      Object.assign(facts, await sizeOf(file, box));
    }
    return facts;
  } finally {
    await file.close();
  }
}

/** The picture a second into a film, JPEG, where ffmpeg is on this machine; undefined otherwise. */
export function makePoster(path: string): Promise<Buffer | undefined> {
  const args = ['-v', 'error', '-nostdin', '-protocol_whitelist', 'file,pipe', '-ss', '1', '-i', path];
  const output = ['-frames:v', '1', '-vf', "scale='min(960,iw)':-2", '-f', 'mjpeg', 'pipe:1'];
  return new Promise((resolve) => {
    execFile(
      'ffmpeg',
      [...args, ...output],
      { encoding: 'buffer', timeout: 20_000, maxBuffer: 5_000_000, killSignal: 'SIGKILL' },
      (error, stdout) => resolve(error || stdout.length === 0 ? undefined : stdout),
    );
  });
}
