import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FileLinks } from '../../protocol/attachments.ts';
import type { Variant } from './storage.ts';
import type { FileRow } from './store.ts';

/** How long an address works, ms. */
export const LINK_MS = 3_600_000;

function sign(secret: Buffer, id: string, variant: string, expiresAt: number): string {
  return createHmac('sha256', secret).update(`file-link:${id}:${variant}:${expiresAt}`).digest('base64url');
}

/** What of a file can be fetched. */
export function variantsOf(row: Pick<FileRow, 'kind' | 'details'>): Variant[] {
  const { hasPoster, hasSquare } = JSON.parse(row.details) as { hasPoster?: boolean; hasSquare?: boolean };
  if (row.kind === 'photo') return hasSquare ? ['small', 'medium', 'large', 'square'] : ['small', 'medium', 'large'];
  return hasPoster ? ['original', 'poster'] : ['original'];
}

/** Signed addresses of a file, good for an hour, below the server's own. */
export function linksOf(secret: Buffer, row: FileRow, now: number): FileLinks {
  const expiresAt = now + LINK_MS;
  const urls = variantsOf(row).map((variant) => [
    variant,
    `/files/${row.id}/${variant}?expires=${expiresAt}&signature=${sign(secret, row.id, variant, expiresAt)}`,
  ]);
  return { id: row.id, expiresAt, urls: Object.fromEntries(urls) };
}

/** Whether an address is one of ours and its hour is not over. */
export function isSigned(
  secret: Buffer,
  link: { id: string; variant: string; expires: number; signature: string },
  now: number,
): boolean {
  if (!(link.expires > now)) return false;
  const expected = Buffer.from(sign(secret, link.id, link.variant, link.expires));
  const given = Buffer.from(link.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
