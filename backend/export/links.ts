import { randomSecret, sha256 } from '../accounts/secrets.ts';
import { AppError } from '../errors.ts';
import type { Database } from '../storage/database.ts';

/** How long a link is good, ms. */
const LINK_MS = 5 * 60_000;

/** Makes a link that a person's data is taken away by, once. Returns its secret. */
export async function makeLink(db: Database, personId: string, now: number): Promise<string> {
  const secret = randomSecret();
  await db.deleteFrom('exportLinks').where('expiresAt', '<=', now).execute();
  await db
    .insertInto('exportLinks')
    .values({ tokenHash: sha256(secret), personId, expiresAt: now + LINK_MS })
    .execute();
  return secret;
}

/** Uses a link up; returns whose it was. Throws not-found for one that was used, has expired or never was. */
export async function useLink(db: Database, secret: string, now: number): Promise<string> {
  const row = await db
    .deleteFrom('exportLinks')
    .where('tokenHash', '=', sha256(secret))
    .returning(['personId', 'expiresAt'])
    .executeTakeFirst();
  if (!row || row.expiresAt <= now) throw new AppError('not-found');
  return row.personId;
}
