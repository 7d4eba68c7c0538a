import * as v from 'valibot';

/** The sounds that do not come from a page that somebody looks at. */
const Tune = v.picklist(['notice', 'ring']);
export type Tune = v.InferOutput<typeof Tune>;

/** background → offscreen page: one short sound. */
export const PlaySound = v.object({ type: v.literal('sound:play'), tune: Tune });

export const playMessage = (tune: Tune): v.InferOutput<typeof PlaySound> => ({ type: 'sound:play', tune });
