import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

/** One file of an archive; its content comes in pieces. */
export interface ArchiveFile {
  name: string;
  content: AsyncIterable<string | Uint8Array> | Iterable<string>;
  /** Nothing is gained by packing it: pictures and films are packed already. */
  isPacked?: true;
}

/** A zip of files that are made one after the other: no more of it is in memory than a piece. */
export async function* zipOf(files: AsyncIterable<ArchiveFile>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, data) => {
    if (error) failure = error;
    else ready.push(data);
  });
  function* taken(): Generator<Uint8Array> {
    if (failure) throw failure;
    const pieces = ready;
    ready = [];
    yield* pieces;
  }
  const encoder = new TextEncoder();
  for await (const { name, content, isPacked } of files) {
    const file = isPacked ? new ZipPassThrough(name) : new ZipDeflate(name, { level: 6 });
    zip.add(file);
    for await (const piece of content) {
      file.push(typeof piece === 'string' ? encoder.encode(piece) : piece);
      yield* taken();
    }
    file.push(new Uint8Array(), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}
