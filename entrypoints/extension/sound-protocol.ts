/** background → offscreen page: one short sound. */
export const PLAY_SOUND = { type: 'sound:play' } as const;
