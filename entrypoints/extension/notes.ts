import type { Tune } from './sound-protocol.ts';

/** One note: pitch in Hz, beginning and length in s. */
type Note = [pitch: number, start: number, length: number];

const two = (at: number): Note[] => [
  [660, at, 0.28],
  [880, at + 0.12, 0.28],
];
/** Soft notes. A ring is two of them, three times; who calls hears what a telephone plays meanwhile. */
const TUNES: Record<Tune | 'ringback', Note[]> = {
  notice: two(0),
  ring: [0, 0.45, 0.9].flatMap(two),
  ringback: [[425, 0, 1]],
};
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Plays them; for a page that may make a sound by itself. */
export function playNotes(tune: keyof typeof TUNES): void {
  context ??= new AudioContext();
  for (const [pitch, start, length] of TUNES[tune]) {
    const at = context.currentTime + start;
    const note = new OscillatorNode(context, { type: 'sine', frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    note.connect(volume).connect(context.destination);
    note.start(at);
    note.stop(at + length);
  }
}
