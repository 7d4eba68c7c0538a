import '../../components/base.css';
import { CircleCheck, Mic, MicOff } from 'lucide';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Stage } from '../../components/ui/stage.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { allTexts, loadAllTexts, startLook } from '../extension/look.ts';

type Answer = 'asking' | 'allowed' | 'denied';

/** Asks for the microphone once: a side panel dismisses the question, what is allowed here holds there. */
function Microphone({ files }: Pick<Texts, 'files'>) {
  const [answer, setAnswer] = useState<Answer>('asking');
  async function ask() {
    setAnswer('asking');
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      setAnswer('allowed');
    } catch {
      setAnswer('denied');
    }
  }
  useEffect(() => void ask(), []);
  if (answer === 'allowed')
    return <Stage icon={CircleCheck} title={files.microphoneTitle} text={files.microphoneDone} />;
  if (answer === 'asking') return <Stage icon={Mic} title={files.microphoneTitle} text={files.microphoneText} />;
  return (
    <Stage icon={MicOff} title={files.microphoneTitle} text={files.microphoneDenied}>
      <button type="button" class="button button-primary" onClick={() => void ask()}>
        {files.microphoneAsk}
      </button>
    </Stage>
  );
}

await Promise.all([startLook(), loadAllTexts()]);
const root = document.getElementById('root');
if (root && allTexts.value) {
  document.title = allTexts.value.files.microphoneTitle;
  render(<Microphone files={allTexts.value.files} />, root);
}
