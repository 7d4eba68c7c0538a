import { type ReadonlySignal, signal } from '@preact/signals-core';
import * as v from 'valibot';
import type { KeyValue } from './devices.ts';
import { type Layout, TILE_CHOICES, type TileChoice } from './layout.ts';

/** How this browser shows calls. */
export interface ViewChoices {
  layout: Layout;
  /** Tiles of a page; 0: as many as fit. */
  tiles: TileChoice;
  areKeysOn: boolean;
}

const KEY = 'call-view';
const Kept = v.object({
  layout: v.optional(v.picklist(['grid', 'speaker']), 'grid'),
  tiles: v.optional(v.picklist(TILE_CHOICES), 0),
  areKeysOn: v.optional(v.boolean(), true),
});

/** The choices as they were left, and a way to change and keep them; losing them costs a click. */
export function createViewChoices(storage: KeyValue): {
  choices: ReadonlySignal<ViewChoices>;
  choose(change: Partial<ViewChoices>): void;
} {
  const choices = signal<ViewChoices>(v.parse(Kept, {}));
  let isChosen = false;
  storage
    .get(KEY)
    .then((kept) => {
      const parsed = v.safeParse(Kept, kept);
      if (parsed.success && !isChosen) choices.value = parsed.output;
    })
    .catch(() => undefined);
  return {
    choices,
    choose(change) {
      isChosen = true;
      choices.value = { ...choices.value, ...change };
      storage.set(KEY, choices.value).catch(() => undefined);
    },
  };
}
