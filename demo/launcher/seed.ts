import { createLocalBus } from '../../backend/bus/bus.ts';
import { ConfigError } from '../../backend/config.ts';
import { openDatabase } from '../../backend/storage/database.ts';
import { seedDemo } from '../conversation.ts';

/**
 * Fills the database with the demo school and its week of conversation, before the server opens it. `filesFolder`: where
 * the server keeps files, if on disk.
 */
export async function seed(file: string, filesFolder: string | undefined): Promise<void> {
  const db = await openDatabase(file).catch((error: Error) => {
    throw new ConfigError(`DATA_DIR cannot be used: ${file} (${error.message})`);
  });
  try {
    await seedDemo({ db, bus: createLocalBus(), clock: Date.now, filesFolder });
  } finally {
    await db.destroy();
  }
}
