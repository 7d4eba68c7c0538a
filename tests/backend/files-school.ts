import { randomUUID } from 'node:crypto';
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Attachment, VoiceDetails } from '../../protocol/attachments.ts';
import type { RunningSchool, TestSocket } from './running-school.ts';

/** Somebody who uploads, as the tus protocol has it, step by step. */
export interface Uploader {
  create(name: string, size: number): Promise<Response>;
  patch(location: string, offset: number, bytes: Uint8Array): Promise<Response>;
  offset(location: string): Promise<number>;
  /** The whole of it; resolves with the file's id. */
  upload(name: string, bytes: Uint8Array): Promise<string>;
  request(path: string, init: RequestInit): Promise<Response>;
}

const idOf = (location: string) => location.split('/').at(-1) ?? '';

export async function uploaderOf(school: RunningSchool, personId: string): Promise<Uploader> {
  const headers = {
    authorization: `Bearer ${await school.token(personId)}`,
    'person-id': personId,
    'tus-resumable': '1.0.0',
  };
  const request: Uploader['request'] = (path, init) =>
    fetch(school.url + path, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });
  const uploader: Uploader = {
    request,
    create: (name, size) =>
      request('/files', {
        method: 'POST',
        headers: {
          'upload-length': String(size),
          'upload-metadata': `name ${Buffer.from(name).toString('base64')}`,
        },
      }),
    patch: (location, offset, bytes) =>
      request(location, {
        method: 'PATCH',
        headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body: bytes as BodyInit,
      }),
    async offset(location) {
      return Number((await request(location, { method: 'HEAD' })).headers.get('upload-offset'));
    },
    async upload(name, bytes) {
      const created = await uploader.create(name, bytes.length);
      const location = created.headers.get('location');
      if (!location) throw new Error(`not created: ${created.status} ${await created.text()}`);
      const patched = await uploader.patch(location, 0, bytes);
      if (patched.status !== 204) throw new Error(`not taken: ${patched.status} ${await patched.text()}`);
      return idOf(location);
    },
  };
  return uploader;
}

/** Uploads, finishes and sends one file; the attachment as its message carries it. */
export async function sendFile(
  socket: TestSocket,
  uploader: Uploader,
  chatId: string,
  file: { name: string; bytes: Uint8Array; voice?: VoiceDetails },
): Promise<Attachment> {
  const id = await uploader.upload(file.name, file.bytes);
  const { attachment } = await socket.call('file:finish', { id, ...(file.voice ? { voice: file.voice } : {}) });
  await socket.call('message:send', { chatId, clientId: randomUUID(), text: '', attachments: [id] });
  return attachment;
}

/** A photo as a phone makes it: lying on its side, with the place where it was taken. */
export function phonePhoto(): Promise<Buffer> {
  return sharp({ create: { width: 640, height: 400, channels: 3, background: '#c33' } })
    .withExif({
      IFD0: { Model: 'PhoneModelXYZ' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '58/1 0/1 36/1', GPSLongitudeRef: 'E', GPSLongitude: '56/1 15/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
}

export const picture = (format: 'png' | 'webp' | 'jpeg' | 'avif' | 'tiff', alpha = false): Promise<Buffer> =>
  sharp({ create: { width: 400, height: 300, channels: alpha ? 4 : 3, background: '#36c' } })
    .toFormat(format)
    .toBuffer();

/** A moving picture of `frames` frames. */
export async function movingGif(frames: number): Promise<Buffer> {
  const pages = await Promise.all(
    Array.from({ length: frames }, (_, index) =>
      sharp({ create: { width: 60, height: 40, channels: 3, background: { r: 40 * index, g: 90, b: 200 } } })
        .png()
        .toBuffer(),
    ),
  );
  return sharp(pages, { join: { animated: true } })
    .gif()
    .toBuffer();
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(body));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, body, crc]);
}

/** An archive of one entry of `megabytes` of zeros, as small as they get; the name is one that is looked into. */
export function zipBomb(name: string, megabytes: number): Buffer {
  const content = Buffer.alloc(megabytes << 20);
  const packed = deflateRawSync(content, { level: 9 });
  const file = Buffer.from(name);
  const known = Buffer.alloc(26);
  known.writeUInt16LE(20, 0);
  known.writeUInt16LE(8, 4);
  known.writeUInt32LE(crc32(content), 10);
  known.writeUInt32LE(packed.length, 14);
  known.writeUInt32LE(content.length, 18);
  known.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), known, file, packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), known, Buffer.alloc(14), file]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

/** A PNG of a few kilobytes that would be `side` × `side` black points. */
export function pngBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 9 });
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A box of an MP4 film. */
export function box(type: string, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(content.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** A film of two seconds, 640 × 360, whose notes say where it was taken; the place is PLACE. */
export const PLACE = '+58.0100+056.2500/';
export function phoneVideo(): Buffer {
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1000, 12);
  mvhd.writeUInt32BE(2000, 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeInt32BE(0x10000, 40);
  tkhd.writeInt32BE(0x10000, 56);
  tkhd.writeUInt32BE(640 << 16, 76);
  tkhd.writeUInt32BE(360 << 16, 80);
  const place = Buffer.concat([Buffer.from([0, PLACE.length, 0x15, 0xc7]), Buffer.from(PLACE)]);
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0isommp42')),
    box('moov', box('mvhd', mvhd), box('trak', box('tkhd', tkhd)), box('udta', box('\u00a9xyz', place))),
    box('mdat', Buffer.alloc(2000, 7)),
  ]);
}

/** The beginning of a WebM file, as a browser's recorder writes it; enough to be known by its bytes. */
export const webm = (size = 3000): Buffer =>
  Buffer.concat([
    Buffer.from(
      '1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff',
      'hex',
    ),
    Buffer.alloc(size),
  ]);
