/** Where the description of a WebM file stands, at most, bytes: a browser writes it first. */
const HEAD = 4096;
/** Matroska's ids of the description, and of the duration in it. */
const INFO = [0x15, 0x49, 0xa9, 0x66];
const DURATION = [0x44, 0x89];
/** An unsigned number in 8 bytes, as Matroska writes a size. */
const LONG_SIZE = 0x01;
/** The size of a number of 8 bytes. */
const DOUBLE = 0x88;

/** Where bytes stand in others; -1 where they do not. */
function indexOf(bytes: Uint8Array, wanted: number[], from = 0): number {
  for (let at = from; at + wanted.length <= bytes.length; at += 1) {
    if (wanted.every((one, index) => bytes[at + index] === one)) return at;
  }
  return -1;
}

/** Matroska's number at a place: its value, and how many bytes it takes. */
function sizeAt(bytes: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = bytes[at];
  if (!first) return undefined;
  const length = Math.clz32(first) - 23;
  let value = first & (0xff >> length);
  for (let index = 1; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return { value, length };
}

function withInfo(bytes: Uint8Array, ms: number): Uint8Array | undefined {
  const at = indexOf(bytes, INFO);
  const size = at < 0 ? undefined : sizeAt(bytes, at + INFO.length);
  if (!size) return undefined;
  const start = at + INFO.length + size.length;
  const end = start + size.value;
  const content = bytes.subarray(start, end);
  if (content.length < size.value) return undefined;
  const duration = new DataView(new ArrayBuffer(8));
  duration.setFloat64(0, ms);
  const added = [...DURATION, DOUBLE, ...new Uint8Array(duration.buffer)];
  // Chromium leaves it out, Firefox leaves a zero in its place.
  const zero = indexOf(content, [...DURATION, DOUBLE, ...new Array<number>(8).fill(0)]);
  if (zero >= 0) {
    const changed = bytes.slice();
    changed.set(added, start + zero);
    return changed;
  }
  if (indexOf(content, DURATION) >= 0) return undefined;
  const newSize = new DataView(new ArrayBuffer(8));
  newSize.setBigUint64(0, BigInt(size.value + added.length));
  newSize.setUint8(0, LONG_SIZE);
  const written = [...INFO, ...new Uint8Array(newSize.buffer), ...content, ...added];
  return new Uint8Array([...bytes.subarray(0, at), ...written, ...bytes.subarray(end)]);
}

/**
 * A WebM file that says how long it is: browsers record without knowing it, and a player then shows no length. Only
 * the head is read, in ticks of a millisecond as browsers write them. A file that is built otherwise stays as it is.
 */
export async function withDuration(file: Blob, ms: number): Promise<Blob> {
  const head = await file.slice(0, HEAD).arrayBuffer();
  const changed = withInfo(new Uint8Array(head), ms);
  if (!changed) return file;
  return new Blob([changed.slice().buffer, file.slice(head.byteLength)], { type: file.type });
}
