import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Queries } from '../storage/database.ts';

/** 32 random bytes as 43 base64url characters: tokens, codes, states, cookies. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256, base64url: how random secrets are stored, and the S256 challenge of a PKCE verifier. */
export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

/** HMAC-SHA-256, base64url, for values that could be guessed (phones, short codes); `purpose` keeps them apart. */
export function keyedHash(secret: Buffer, purpose: 'phone' | 'link-code' | 'join', value: string): string {
  return createHmac('sha256', secret).update(`${purpose}:${value}`).digest('base64url');
}

const SETTING = 'accounts.secret';

/** The school's key for hashes of phones and link codes (32 bytes); made on first use, kept in the settings table. */
export async function accountSecret(db: Queries): Promise<Buffer> {
  const read = () => db.selectFrom('settings').select('value').where('key', '=', SETTING).executeTakeFirst();
  let row = await read();
  if (!row) {
    await db
      .insertInto('settings')
      .values({ key: SETTING, value: randomSecret() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    row = await read();
  }
  if (!row) throw new Error(`the setting ${SETTING} cannot be stored`);
  return Buffer.from(row.value, 'base64url');
}
