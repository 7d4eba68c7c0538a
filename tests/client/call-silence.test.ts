import { expect, test } from 'vitest';
import { createSilenceWatch, type Sample } from '../../client/call/silence.ts';

/** Feeds samples of a tenth of a second each; returns what was said after the last. */
function feeder() {
  const watch = createSilenceWatch();
  let now = 0;
  return (seconds: number, sample: Omit<Sample, 'now'>) => {
    let said: ReturnType<typeof watch> = null;
    for (let step = 0; step < seconds * 10; step += 1) {
      now += 100;
      said = watch({ now, ...sample });
    }
    return said;
  };
}
const on = { isOn: true, mutedLevel: 0 };
const off = { isOn: false, level: 0 };

test('CALL89 ten seconds of nothing at all from a microphone that is on are told, until there is a sound', () => {
  const feed = feeder();
  expect(feed(9, { ...on, level: 0 })).toBeNull();
  expect(feed(2, { ...on, level: 0 })).toBe('silent');
  expect(feed(0.1, { ...on, level: 0.01 })).toBeNull();
  expect(feed(30, { ...on, level: 0.003 })).toBeNull();
});

test('CALL89 where the loudness cannot be measured nothing is said of it', () => {
  expect(feeder()(60, { ...on, level: Number.NaN })).toBeNull();
});

test('CALL89 a microphone that is off gives no sound, and its time begins anew when it is on', () => {
  const feed = feeder();
  feed(9, { ...on, level: 0 });
  expect(feed(60, { ...off, mutedLevel: 0 })).toBeNull();
  expect(feed(9, { ...on, level: 0 })).toBeNull();
});

test('CALL80 speech into a microphone that is off is told, a cough is not, and some seconds after the last word it goes', () => {
  const feed = feeder();
  expect(feed(0.2, { ...off, mutedLevel: 0.5 })).toBeNull();
  expect(feed(3, { ...off, mutedLevel: 0.01 })).toBeNull();
  expect(feed(0.6, { ...off, mutedLevel: 0.4 })).toBe('muted');
  expect(feed(2, { ...off, mutedLevel: 0.01 })).toBe('muted');
  expect(feed(4, { ...off, mutedLevel: 0.01 })).toBeNull();
});

test('CALL80 what is told goes as soon as the microphone is on', () => {
  const feed = feeder();
  expect(feed(1, { ...off, mutedLevel: 0.4 })).toBe('muted');
  expect(feed(0.1, { ...on, level: 0.4 })).toBeNull();
  expect(feed(0.1, { ...off, mutedLevel: 0 })).toBeNull();
});
