import * as v from 'valibot';
import type { Tune } from './notes.ts';

/** background → offscreen page: one short sound. */
export const PlaySound = v.object({ type: v.literal('sound:play'), tune: v.picklist(['notice', 'ring']) });

export const playMessage = (tune: Tune): v.InferOutput<typeof PlaySound> => ({ type: 'sound:play', tune });
