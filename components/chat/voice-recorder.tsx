import { Mic, SendHorizontal, Trash2 } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import { playTime } from '../../i18n/sizes.ts';
import type { VoiceDetails } from '../../protocol/attachments.ts';
import { Icon } from '../ui/icon.tsx';
import { type Recording, recordVoice } from './record-voice.ts';

/** The microphone in the place of «Отправить» while the field is empty; a press begins, another one sends. */
export function VoiceRecorder(props: {
  texts: Texts;
  onVoice: (blob: Blob, voice: VoiceDetails) => void;
  onRefused: () => void;
}) {
  const { texts } = props;
  const recording = useRef<Recording | null>(null);
  const [now, setNow] = useState<{ level: number; ms: number } | null>(null);
  const isOn = now !== null;

  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => recording.current && setNow(recording.current.now()), 100);
    return () => clearInterval(timer);
  }, [isOn]);
  useEffect(() => () => recording.current?.cancel(), []);

  async function begin() {
    try {
      recording.current = await recordVoice();
      setNow({ level: 0, ms: 0 });
    } catch {
      props.onRefused();
    }
  }
  function cancel() {
    recording.current?.cancel();
    recording.current = null;
    setNow(null);
  }
  async function finish() {
    const made = await recording.current?.finish();
    recording.current = null;
    setNow(null);
    if (made) props.onVoice(made.blob, made.voice);
  }

  if (!isOn) {
    return (
      <button
        type="button"
        class="composer-send composer-mic"
        aria-label={texts.files.record}
        onClick={() => void begin()}
      >
        <Icon icon={Mic} />
      </button>
    );
  }
  return (
    <fieldset class="recorder" aria-label={texts.files.recording(playTime(now.ms))}>
      <button type="button" class="icon-button" aria-label={texts.files.cancelRecord} onClick={cancel}>
        <Icon icon={Trash2} />
      </button>
      <span class="recorder-time">{playTime(now.ms)}</span>
      <span class="recorder-level" aria-hidden="true">
        <i style={{ width: `${now.level}%` }} />
      </span>
      <button type="button" class="composer-send" aria-label={texts.files.sendRecord} onClick={() => void finish()}>
        <Icon icon={SendHorizontal} />
      </button>
    </fieldset>
  );
}
