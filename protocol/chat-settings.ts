import * as v from 'valibot';

/** Chats that one person may pin (product.md, row 13). */
export const MAX_PINNED_CHATS = 5;

/** `mutedUntil` of a chat that is muted for ever: the last moment that a date can name. */
export const MUTED_FOR_EVER = 8_640_000_000_000_000;

const Moment = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MUTED_FOR_EVER));

/** How I keep a chat in my list; nobody else sees it. Times are Unix ms. */
export const ChatSettings = v.object({
  /** When I pinned it; null: not pinned. */
  pinnedAt: v.nullable(Moment),
  /** Until when it is muted; null, or a moment that has passed: not muted. */
  mutedUntil: v.nullable(Moment),
  isArchived: v.boolean(),
  isMarkedUnread: v.boolean(),
});
export type ChatSettings = v.InferOutput<typeof ChatSettings>;

/** A chat that I have not touched. */
export const DEFAULT_CHAT_SETTINGS: ChatSettings = {
  pinnedAt: null,
  mutedUntil: null,
  isArchived: false,
  isMarkedUnread: false,
};

/** What of it changes; what is missing stays. */
export const ChatSettingsChange = v.object({
  isPinned: v.optional(v.boolean()),
  mutedUntil: v.optional(v.nullable(Moment)),
  isArchived: v.optional(v.boolean()),
  isMarkedUnread: v.optional(v.boolean()),
});
export type ChatSettingsChange = v.InferOutput<typeof ChatSettingsChange>;
