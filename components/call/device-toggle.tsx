import { Mic, MicOff, Video, VideoOff } from 'lucide';
import type { Device } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { useHandScope } from './hand-context.tsx';

/** Turns the microphone or the camera on and off; a failed one is tried again. */
export function DeviceToggle(props: { texts: CallTexts; kind: 'microphone' | 'camera'; device: Device }) {
  const { texts, kind, device } = props;
  const { status } = device.state.value;
  const isOn = status === 'on';
  const isMicrophone = kind === 'microphone';
  const hand = useHandScope()?.hand;
  const isBlocked = hand !== undefined && !hand.may(isMicrophone ? 'speak' : 'video');
  const what = isMicrophone ? texts.call[isOn ? 'micOff' : 'micOn'] : texts.call[isOn ? 'cameraOff' : 'cameraOn'];
  const why = isMicrophone ? texts.call.hand.silent : texts.call.hand.unseen;
  const name = isBlocked ? `${what}. ${why}` : what;
  return (
    <button
      type="button"
      class={isOn ? 'call-control' : 'call-control is-off'}
      aria-label={name}
      title={name}
      aria-busy={status === 'opening'}
      disabled={isBlocked}
      data-device={kind}
      onClick={() => (isOn ? device.turnOff() : void device.turnOn())}
    >
      <Icon icon={isMicrophone ? (isOn ? Mic : MicOff) : isOn ? Video : VideoOff} />
    </button>
  );
}
