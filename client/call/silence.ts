/** Why the others do not hear me: the microphone gives no sound at all, or I speak while it is off. */
export type Unheard = 'silent' | 'muted';

/** Any microphone that works is above this by its own noise; below it a switch or the system has cut it off. */
const NOISE = 0.002;
/** So long nothing at all, ms, before it is said. */
const SILENT_AFTER = 10_000;
/** As loud as somebody who speaks to the microphone. */
const VOICE = 0.12;
/** So many loud samples within a second are speech and not a cough. */
const VOICE_SAMPLES = 4;
const VOICE_WITHIN = 1000;
/** How long it stays said after the last word, ms. */
const SAID_FOR = 4000;

/** What is known of the own microphone at a moment: whether it is on, how loud it is (NaN: nobody knows), and how loud while it is off. */
export interface Sample {
  now: number;
  isOn: boolean;
  level: number;
  mutedLevel: number;
}

/** Takes samples in the order of time, about ten a second, and says after each what is wrong, or null. */
export function createSilenceWatch(): (sample: Sample) => Unheard | null {
  let soundAt: number | undefined;
  let loud: number[] = [];
  let saidUntil = 0;
  return ({ now, isOn, level, mutedLevel }) => {
    if (isOn) {
      loud = [];
      saidUntil = 0;
      if (soundAt === undefined || !(level <= NOISE)) soundAt = now;
      return now - soundAt >= SILENT_AFTER ? 'silent' : null;
    }
    soundAt = undefined;
    loud = loud.filter((at) => now - at < VOICE_WITHIN);
    if (mutedLevel > VOICE) loud.push(now);
    if (loud.length >= VOICE_SAMPLES) saidUntil = now + SAID_FOR;
    return now < saidUntil ? 'muted' : null;
  };
}
