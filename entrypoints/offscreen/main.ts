import { browser } from '../extension/browser.ts';
import { PLAY_SOUND } from '../extension/sound-protocol.ts';

/** Two soft notes, one after the other: pitch in Hz, beginning in s. */
const NOTES: [number, number][] = [
  [660, 0],
  [880, 0.12],
];
const LENGTH = 0.28;
const VOLUME = 0.12;

let context: AudioContext | undefined;

function play(): void {
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

browser.runtime.onMessage.addListener((message: unknown, sender) => {
  // Only the worker asks: it has no page's address.
  if (sender.id !== browser.runtime.id || sender.tab) return;
  if ((message as { type?: unknown } | null)?.type === PLAY_SOUND.type) play();
});
