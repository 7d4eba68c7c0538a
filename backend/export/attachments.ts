import type { Readable } from 'node:stream';
import type { Attachment } from '../../protocol/attachments.ts';
import type { ArchiveFile } from './zip.ts';

/** The bytes of a finished file as one would save them; undefined when they are gone. Throws files-unavailable. */
export type OpenFile = (file: Pick<Attachment, 'id' | 'kind'>) => Promise<Readable | undefined>;

/** Bytes of all files of one archive: a zip as every system opens it ends at 4 GB. */
const MOST_BYTES = 3_500_000_000;

/** Endings that open in no program which would run what is inside; all others become `bin`. */
const PLAIN = /\.(pdf|docx?|xlsx?|pptx?|od[tsp]|rtf|txt|csv|zip|rar|7z|mp3|m4a|ogg|jpe?g|png|webp|gif|mp4|webm|mov)$/i;

/** The files of an archive, each once, under names made of our own ids (S10). */
export interface Attachments {
  /** Where a file of a message lies in the archive; undefined when the archive is full. */
  pathOf(attachment: Attachment): string | undefined;
  /** All that were asked for by then. */
  files(open: OpenFile): AsyncGenerator<ArchiveFile>;
}

export function createAttachments(most = MOST_BYTES): Attachments {
  const taken = new Map<string, { path: string; attachment: Attachment }>();
  let bytes = 0;
  return {
    pathOf(attachment) {
      const { id, name, size } = attachment;
      const known = taken.get(id);
      if (known) return known.path;
      if (bytes + size > most) return undefined;
      bytes += size;
      const path = `files/${id}${(PLAIN.exec(name)?.[0] ?? '.bin').toLowerCase()}`;
      taken.set(id, { path, attachment });
      return path;
    },
    async *files(open) {
      for (const { path, attachment } of taken.values()) {
        const content = await open(attachment);
        if (content) yield { name: path, content, isPacked: true };
      }
    },
  };
}
