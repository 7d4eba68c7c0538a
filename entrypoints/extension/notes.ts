export type Tune = 'notice' | 'ring';

/** Soft notes: pitch in Hz, beginning in s. A ring is the same two, three times. */
const TUNES: Record<Tune, [number, number][]> = {
  notice: [
    [660, 0],
    [880, 0.12],
  ],
  ring: [0, 0.45, 0.9].flatMap((at): [number, number][] => [
    [660, at],
    [880, at + 0.12],
  ]),
};
const LENGTH = 0.28;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Plays them; for a page that may make a sound by itself. */
export function playNotes(tune: Tune): void {
  context ??= new AudioContext();
  for (const [pitch, start] of TUNES[tune]) {
    const at = context.currentTime + start;
    const note = new OscillatorNode(context, { type: 'sine', frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(VOLUME, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, at + LENGTH);
    note.connect(volume).connect(context.destination);
    note.start(at);
    note.stop(at + LENGTH);
  }
}
