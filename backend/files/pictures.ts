import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { AppError } from '../errors.ts';

/** What a picture may have, px: a phone's largest photo fits, a bomb does not (S9). */
const MAX_PIXELS = 50_000_000;
/** All frames of an animation together, px; above it only the first frame is kept. */
const MAX_ANIMATED_PIXELS = 100_000_000;
/** Longest side of what is made, px. */
const SIDES = { small: 320, medium: 960, large: 2560 } as const;
const SECONDS = 30;

export interface MadePicture {
  width: number;
  height: number;
  mime: 'image/jpeg' | 'image/webp';
  variants: { small: Buffer; medium: Buffer; large: Buffer };
}

/** Types that are made anew as pictures; anything else is a file. */
export const PICTURE_TYPES = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
  'image/tiff',
]);

async function look(path: string): Promise<Metadata> {
  try {
    // Only the header is read here, so that the limit is ours to tell.
    return await sharp(path, { limitInputPixels: false, animated: true }).metadata();
  } catch {
    throw new AppError('picture-broken');
  }
}

function isAnimationKept(meta: Metadata): boolean {
  const frames = meta.pages ?? 1;
  if (frames < 2 || !(meta.format === 'gif' || meta.format === 'webp')) return false;
  return meta.width * (meta.pageHeight ?? meta.height) * frames <= MAX_ANIMATED_PIXELS;
}

function encode(picture: Sharp, mime: MadePicture['mime']): Promise<{ data: Buffer; info: OutputInfo }> {
  const encoded = mime === 'image/jpeg' ? picture.jpeg({ quality: 82 }) : picture.webp({ quality: 82, effort: 2 });
  return encoded.toBuffer({ resolveWithObject: true });
}

/**
 * Makes a picture anew in three sizes: turned as the camera meant it, in sRGB, with no metadata at all (S9: no place, no
 * camera, no name). Throws picture-too-large, picture-unsupported (this server cannot read its coding, as HEIC) or
 * picture-broken.
 */
export async function makePicture(path: string, sniffed: string): Promise<MadePicture> {
  const isHeic = sniffed.startsWith('image/hei');
  const meta = await look(path).catch((error) => {
    throw isHeic ? new AppError('picture-unsupported') : error;
  });
  const frameHeight = meta.pageHeight ?? meta.height;
  if (meta.width * frameHeight > MAX_PIXELS) throw new AppError('picture-too-large');
  const animated = isAnimationKept(meta);
  const mime = animated || meta.hasAlpha ? 'image/webp' : 'image/jpeg';
  const made = async (side: number) => {
    const source = sharp(path, {
      animated,
      limitInputPixels: animated ? MAX_ANIMATED_PIXELS : MAX_PIXELS,
      failOn: 'error',
    });
    return encode(
      source
        .timeout({ seconds: SECONDS })
        .autoOrient()
        .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true }),
      mime,
    );
  };
  try {
    const large = await made(SIDES.large);
    const medium = await made(SIDES.medium);
    const small = await made(SIDES.small);
    const height = large.info.pageHeight ?? large.info.height;
    return {
      width: large.info.width,
      height,
      mime,
      variants: { small: small.data, medium: medium.data, large: large.data },
    };
  } catch {
    throw new AppError(isHeic ? 'picture-unsupported' : 'picture-broken');
  }
}
