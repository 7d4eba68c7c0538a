/** Longest name of a file that is kept, UTF-16 units. */
const LONGEST = 150;
/** Longest ending that survives cutting, with its dot. */
const LONGEST_ENDING = 12;

/**
 * A file's name as it may be shown and offered for saving (S7, S10): the last part of whatever path it came with, no
 * control, zero-width or direction-changing characters, nothing that a file system refuses. It never names anything
 * on our own disk.
 */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}<>:"|?*]/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (clean === '') return 'file';
  if (clean.length <= LONGEST) return clean;
  const ending = /\.[^.]+$/.exec(clean)?.[0] ?? '';
  const kept = ending.length <= LONGEST_ENDING ? ending : '';
  return clean.slice(0, LONGEST - kept.length).replace(/[\uD800-\uDBFF]$/, '') + kept;
}

/** The same name with another ending: a picture that was made anew is of another type. */
export function withEnding(name: string, ending: string): string {
  return `${name.replace(/\.[^.]{1,5}$/, '')}.${ending}`;
}

/** The value of Content-Disposition: attachment, with the name in both of its spellings (RFC 6266). */
export function attachmentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
