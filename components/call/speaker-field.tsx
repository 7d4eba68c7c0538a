import { Volume2 } from 'lucide';
import { useState } from 'preact/hooks';
import type { Speaker } from '../../client/call/speaker.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';

/** Where the call is heard, and a sound to try it. */
export function SpeakerField({ texts, speaker }: { texts: CallTexts; speaker: Speaker }) {
  const [state, setState] = useState<'idle' | 'playing' | 'failed'>('idle');
  const choices = speaker.choices.value.filter(({ id }) => id !== 'default');
  const canChoose = speaker.canChoose && choices.length > 0;
  async function play() {
    setState('playing');
    try {
      const { playTestSound } = await import('../../client/call/test-sound.ts');
      await playTestSound(speaker.chosenId.value);
      setState('idle');
    } catch {
      setState('failed');
    }
  }
  return (
    <>
      <div class="device-field speaker-field">
        <Icon icon={Volume2} />
        <select
          aria-label={texts.callView.speaker}
          disabled={!canChoose}
          value={speaker.chosenId.value}
          onChange={(event) => speaker.choose(event.currentTarget.value)}
        >
          <option value="">{canChoose ? texts.callView.systemSpeaker : texts.callView.noSpeaker}</option>
          {choices.map((choice, index) => (
            <option key={choice.id} value={choice.id}>
              {choice.label || `${texts.callView.speaker} ${index + 1}`}
            </option>
          ))}
        </select>
        <button type="button" class="link-button" disabled={state === 'playing'} onClick={() => void play()}>
          {texts.callView.testSound}
        </button>
      </div>
      {state === 'failed' && (
        <p class="error-line" role="alert">
          {texts.callView.testFailed}
        </p>
      )}
    </>
  );
}
