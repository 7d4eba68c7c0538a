import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { AUDIO_BITS, chunkName, isFull, partBytes, readChunkName, VIDEO_BITS } from '../../client/call/record/parts.ts';
import { withDuration } from '../../client/call/record/webm.ts';
import { wipeStore } from '../../client/store.ts';
import { recordTexts } from '../../i18n/call-record.ts';

/** The head of a file as Chromium writes it: EBML, a segment without an end, its description, and then a cluster. */
const EBML = [0x1a, 0x45, 0xdf, 0xa3, 0x84, 0x42, 0x86, 0x81, 0x01];
const SEGMENT = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const TICKS = [0x2a, 0xd7, 0xb1, 0x83, 0x0f, 0x42, 0x40];
const INFO = [0x15, 0x49, 0xa9, 0x66];
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
const film = (...parts: number[][]) => new Blob([new Uint8Array(parts.flat())], { type: 'video/webm' });
const bytesOf = async (blob: Blob) => [...new Uint8Array(await blob.arrayBuffer())];

test('REC5 a chunk’s name tells its place and time, in the order in which a folder is sorted', () => {
  expect(readChunkName(chunkName(12, 24_000.4))).toEqual({ index: 12, ms: 24_000 });
  expect(chunkName(9, 99_000) < chunkName(10, 1)).toBe(true);
  for (const name of ['about.json', '12-1', '000001-', '000001-5.part']) expect(readChunkName(name)).toBeUndefined();
});

test('REC5 a lesson of 45 minutes is one part, and a part ends before the next chunk would be too many', () => {
  const lesson = ((VIDEO_BITS + AUDIO_BITS) / 8) * 45 * 60;
  expect(lesson).toBeLessThan(100_000_000);
  for (const limit of [1_000_000, 100_000_000, 5_000_000_000]) {
    const most = partBytes(limit);
    expect(isFull(most - 1000, 1000, most)).toBe(false);
    expect(isFull(most - 999, 1000, most)).toBe(true);
    // The chunk that comes may be larger than any before: there is room for it below the server's limit.
    expect(most).toBeLessThan(limit * 0.95);
    expect(most).toBeGreaterThan(limit * 0.85);
  }
});

test('REC5 a WebM file is told how long it is, and nothing else of it changes', async () => {
  const size = 0x80 | TICKS.length;
  const before = film(EBML, SEGMENT, INFO, [size], TICKS, CLUSTER, [1, 2, 3]);
  const after = await bytesOf(await withDuration(before, 2_580_000));
  const duration = new DataView(new ArrayBuffer(8));
  duration.setFloat64(0, 2_580_000);
  const added = [0x44, 0x89, 0x88, ...new Uint8Array(duration.buffer)];
  const newSize = [0x01, 0, 0, 0, 0, 0, 0, TICKS.length + added.length];
  expect(after).toEqual([EBML, SEGMENT, INFO, newSize, TICKS, added, CLUSTER, [1, 2, 3]].flat());
  expect((await withDuration(before, 1)).type).toBe('video/webm');
});

test('REC5 Firefox leaves a zero for the length: it is written in its place', async () => {
  const info = (length: number[]) => [INFO, [0x80 | (TICKS.length + 11)], TICKS, [0x44, 0x89, 0x88], length].flat();
  const length = new DataView(new ArrayBuffer(8));
  length.setFloat64(0, 61_500);
  const before = film(EBML, SEGMENT, info(new Array(8).fill(0)), CLUSTER, [1, 2, 3]);
  const after = [EBML, SEGMENT, info([...new Uint8Array(length.buffer)]), CLUSTER, [1, 2, 3]].flat();
  expect(await bytesOf(await withDuration(before, 61_500))).toEqual(after);
});

test('REC5 a file with a duration, one that is cut off and one of another kind stay as they are', async () => {
  const known = film(EBML, SEGMENT, INFO, [0x8b], [0x44, 0x89, 0x88, 0x40, 0, 0, 0, 0, 0, 0, 0], CLUSTER);
  for (const one of [known, film(EBML, SEGMENT, INFO, [0x90], TICKS), film([0, 0, 0, 24, 0x66, 0x74]), film()]) {
    expect(await bytesOf(await withDuration(one, 5000))).toEqual(await bytesOf(one));
  }
});

test('REC6 a recording is named after the lesson, the day, its length and its part', () => {
  const startedAt = new Date(2026, 10, 25, 9, 0).getTime();
  const lesson = { title: '7\u00a0Б\u00a0— Алгебра', startedAt, ms: 43 * 60_000 + 20_000, part: 1 };
  const { name } = recordTexts('ru');
  expect(name(lesson)).toBe('Запись урока, 7\u00a0Б\u00a0— Алгебра, 25 ноября, 43\u00a0мин');
  expect(name({ ...lesson, ms: 4000, part: 2 })).toBe(
    'Запись урока, 7\u00a0Б\u00a0— Алгебра, 25 ноября, 1\u00a0мин, часть\u00a02',
  );
  expect(recordTexts('en').name(lesson)).toBe(
    'Recording of the lesson, 7\u00a0Б\u00a0— Алгебра, November 25, 43\u00a0min',
  );
});

test('REC10 signing out wipes the person’s recordings in this browser, and no one else’s', async () => {
  const wiped: unknown[] = [];
  const recordings = { removeEntry: async (...what: unknown[]) => void wiped.push(what) };
  const root = { getDirectoryHandle: async (name: string) => (name === 'recordings' ? recordings : undefined) };
  Object.assign(globalThis.navigator, { storage: { getDirectory: async () => root } });
  try {
    await wipeStore('person/1');
  } finally {
    Object.assign(globalThis.navigator, { storage: undefined });
  }
  expect(wiped).toEqual([['person%2F1', { recursive: true }]]);
});
