/** Two soft notes, one after the other: pitch in Hz, beginning in s. */
const NOTES: [number, number][] = [
  [660, 0],
  [880, 0.12],
];
const LENGTH = 0.28;
const VOLUME = 0.12;

let context: AudioContext | undefined;

/** Plays them; for a page that may make a sound by itself. */
export function playNotes(): void {
  context ??= new AudioContext();
  for (const [pitch, start] of NOTES) {
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
