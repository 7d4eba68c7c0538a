import * as v from 'valibot';

/** What the extension's own pages ask of the background. */
export const PageRequest = v.variant('type', [
  v.object({ type: v.literal('session:sign-in') }),
  v.object({ type: v.literal('call:open'), chatId: v.string() }),
]);
export type PageRequest = v.InferOutput<typeof PageRequest>;
