import { useEffect, useState } from 'preact/hooks';
import type { Devices } from '../../client/call/devices.ts';
import { createSilenceWatch, type Unheard } from '../../client/call/silence.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';

const EVERY = 100;

function useUnheard(devices: Devices): Unheard | null {
  const [unheard, setUnheard] = useState<Unheard | null>(null);
  useEffect(() => {
    const watch = createSilenceWatch();
    const timer = setInterval(() => {
      const isOn = devices.microphone.state.peek().status === 'on';
      const level = devices.level.peek();
      setUnheard(watch({ now: Date.now(), isOn, level, mutedLevel: devices.mutedLevel.peek() }));
    }, EVERY);
    return () => clearInterval(timer);
  }, [devices]);
  return unheard;
}

/** Says when the others do not hear me though I think so, with the way out beside it. */
export function Hints({ texts, devices, onDevices }: { texts: CallTexts; devices: Devices; onDevices: () => void }) {
  const unheard = useUnheard(devices);
  if (!unheard) return null;
  const isMuted = unheard === 'muted';
  return (
    <div class="call-notice call-hint">
      <p>{isMuted ? texts.callView.mutedWhileSpeaking : texts.callView.noSound}</p>
      <button type="button" class="button" onClick={() => (isMuted ? void devices.microphone.turnOn() : onDevices())}>
        {isMuted ? texts.callView.turnOn : texts.callView.choose}
      </button>
    </div>
  );
}
