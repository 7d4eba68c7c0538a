import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileStorage, folderOf, keyOf, type Variant } from './storage.ts';

/** Files below a folder of this machine. */
export function createDisk(folder: string): FileStorage {
  async function prepare(id: string, variant: Variant): Promise<string> {
    const path = join(folder, keyOf(id, variant));
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return path;
  }
  return {
    async write(id, variant, bytes) {
      await writeFile(await prepare(id, variant), bytes, { mode: 0o600, flush: true });
    },
    async keep(id, variant, path) {
      const target = await prepare(id, variant);
      await rm(target, { force: true });
      // The same bytes under a second name; uploads may lie on another disk than what is kept.
      await link(path, target).catch(() => copyFile(path, target));
    },
    async sizeOf(id, variant) {
      const found = await stat(join(folder, keyOf(id, variant))).catch(() => undefined);
      return found?.size;
    },
    read: async (id, variant, range) => createReadStream(join(folder, keyOf(id, variant)), range),
    remove: (id) => rm(join(folder, folderOf(id)), { recursive: true, force: true }),
  };
}
