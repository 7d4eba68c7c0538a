import * as v from 'valibot';

/** A minute of the day by this machine's clock, from 0 to 1439. */
const MinuteOfDay = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1439));

/** What a person has set for all their devices. Theme and size of the text are each browser's own. */
export const PersonSettings = v.object({
  notifiesGroups: v.boolean(),
  notifiesDirect: v.boolean(),
  hasSound: v.boolean(),
  /** Notifications say who wrote where, and not what: for shared computers. */
  hidesText: v.boolean(),
  /** No notifications between these minutes of the day; `from` may be later than `to`: over midnight. */
  quiet: v.nullable(v.object({ from: MinuteOfDay, to: MinuteOfDay })),
  language: v.picklist(['ru', 'en']),
});
export type PersonSettings = v.InferOutput<typeof PersonSettings>;

export const DEFAULT_PERSON_SETTINGS: PersonSettings = {
  notifiesGroups: true,
  notifiesDirect: true,
  hasSound: true,
  hidesText: false,
  quiet: null,
  language: 'ru',
};

/** What of it changes; what is missing stays. */
export const PersonSettingsChange = v.partial(PersonSettings);
export type PersonSettingsChange = v.InferOutput<typeof PersonSettingsChange>;
