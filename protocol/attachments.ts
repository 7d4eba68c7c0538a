import * as v from 'valibot';
import { Id } from './people.ts';

/** Attachments of one message. */
export const MAX_ATTACHMENTS = 10;

/** Longest voice message, ms. */
export const MAX_VOICE_MS = 15 * 60_000;

const file = { id: Id, name: v.string(), /** Bytes, as it is kept. */ size: v.number() };

/**
 * What hangs on a message. The bytes are fetched by signed links (`file:links`), never by guessable addresses.
 * Sizes in px, durations in ms.
 */
export const Attachment = v.variant('kind', [
  v.object({ kind: v.literal('photo'), ...file, width: v.number(), height: v.number() }),
  v.object({
    kind: v.literal('video'),
    ...file,
    width: v.optional(v.number()),
    height: v.optional(v.number()),
    durationMs: v.optional(v.number()),
    hasPoster: v.boolean(),
  }),
  /** `levels`: up to 64 loudness values from 0 to 100, for the picture of the voice. */
  v.object({ kind: v.literal('voice'), ...file, durationMs: v.number(), levels: v.array(v.number()) }),
  v.object({ kind: v.literal('file'), ...file, mime: v.string() }),
]);
export type Attachment = v.InferOutput<typeof Attachment>;

/** What the recorder knows of a voice message, and the bytes do not tell. */
export const VoiceDetails = v.object({
  durationMs: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(MAX_VOICE_MS)),
  levels: v.pipe(v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100))), v.maxLength(64)),
});
export type VoiceDetails = v.InferOutput<typeof VoiceDetails>;

/**
 * Addresses of one file below the server's, signed, good until `expiresAt` (Unix ms). A photo has small, medium and
 * large; a video original, and poster where there is one; everything else original.
 */
export const FileLinks = v.object({
  id: Id,
  expiresAt: v.number(),
  urls: v.object({
    original: v.optional(v.string()),
    small: v.optional(v.string()),
    medium: v.optional(v.string()),
    large: v.optional(v.string()),
    poster: v.optional(v.string()),
    /** The picture of a chat, cut to a square. */
    square: v.optional(v.string()),
  }),
});
export type FileLinks = v.InferOutput<typeof FileLinks>;
