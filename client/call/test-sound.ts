/** Two tones, Hz, and how long each is heard, s. */
const TONES = [523, 659];
const LENGTH = 0.35;
const LOUDNESS = 0.25;

/**
 * Plays two short tones on this speaker (empty: the system's own choice). Rejects where the speaker is gone or the
 * browser plays nothing.
 */
export async function playTestSound(speakerId: string): Promise<void> {
  const context = new AudioContext();
  try {
    const out = context.createMediaStreamDestination();
    const element = new Audio();
    element.srcObject = out.stream;
    if (speakerId && 'setSinkId' in element) await element.setSinkId(speakerId);
    await context.resume();
    await element.play();
    const begin = context.currentTime + 0.05;
    TONES.forEach((frequency, index) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const from = begin + index * LENGTH;
      tone.frequency.value = frequency;
      // A tone that begins or ends at once clicks.
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.03);
      volume.gain.linearRampToValueAtTime(0, from + LENGTH);
      tone.connect(volume).connect(out);
      tone.start(from);
      tone.stop(from + LENGTH);
    });
    await new Promise((resolve) => setTimeout(resolve, (TONES.length * LENGTH + 0.2) * 1000));
    element.srcObject = null;
  } finally {
    await context.close();
  }
}
