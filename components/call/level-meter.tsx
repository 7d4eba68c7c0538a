import { Mic, MicOff } from 'lucide';
import { useRef } from 'preact/hooks';
import type { Devices } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';

const HEARD_ABOVE = 0.06;
/** Words have pauses between them: «Вас слышно» stays for as long, ms. */
const HEARD_FOR = 1500;

/** How loud I am: a bar, and in words whether I am heard. */
export function LevelMeter({ texts, devices }: { texts: CallTexts; devices: Devices }) {
  const heardAt = useRef(0);
  const level = devices.level.value;
  const isOn = devices.microphone.state.value.status === 'on';
  const now = Date.now();
  if (level > HEARD_ABOVE) heardAt.current = now;
  const isHeard = now - heardAt.current < HEARD_FOR;
  const words = isOn ? texts.call[isHeard ? 'heard' : 'silent'] : texts.call.muted;
  return (
    <div class="level-meter">
      <Icon icon={isOn ? Mic : MicOff} />
      <span class="level-meter-track" aria-hidden="true">
        <span style={{ transform: `scaleX(${(isOn && level) || 0})` }} />
      </span>
      <span>{words}</span>
    </div>
  );
}
