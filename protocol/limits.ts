/** Longest text of a message, in UTF-16 units. */
export const MAX_TEXT_LENGTH = 9000;

/** How long one may edit a message and delete it for all, ms, by the server's clock. */
export const EDIT_WINDOW = 24 * 3_600_000;

/** Messages in a page of history. */
export const HISTORY_PAGE = 50;

/** Events that a client may miss before it gets a snapshot instead of the difference. */
export const MAX_DIFFERENCE = 500;

/** Largest frame of the socket, bytes; a larger one closes the socket. */
export const MAX_FRAME_BYTES = 2_000_000;

/** Length of the preview that `chat:advanced` and the chat list carry, UTF-16 units. */
export const PREVIEW_LENGTH = 160;

/** Up to this many members a chat says who has read a message. */
export const MAX_READERS_SHOWN = 100;
