import { type IconNode, Mic, Video } from 'lucide';
import type { Device, Devices } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { SpeakerField } from './speaker-field.tsx';

interface DeviceFieldProps {
  device: Device;
  icon: IconNode;
  label: string;
  /** Shown where there is no such device. */
  missing: string;
}

/** The choice of a microphone or a camera: a native list beside its sign. */
function DeviceField({ device, icon, label, missing }: DeviceFieldProps) {
  const choices = device.choices.value;
  const state = device.state.value;
  const isMissing = state.status === 'failed' && state.error === 'missing';
  return (
    <label class="device-field">
      <Icon icon={icon} />
      <span class="visually-hidden">{label}</span>
      <select
        value={device.chosenId.value}
        disabled={choices.length === 0}
        onChange={(event) => void device.choose(event.currentTarget.value)}
      >
        {choices.length === 0 && <option value="">{isMissing ? missing : label}</option>}
        {choices.length > 0 && !choices.some(({ id }) => id === device.chosenId.value) && (
          <option value={device.chosenId.value}>{label}</option>
        )}
        {choices.map((choice, index) => (
          <option key={choice.id} value={choice.id}>
            {choice.label || `${label} ${index + 1}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The choices of microphone, camera and speaker, as the lobby, the check and «Ещё» have them. */
export function DeviceFields({ texts, devices }: { texts: CallTexts; devices: Devices }) {
  const { microphone, camera, speaker } = devices;
  const words = texts.call;
  return (
    <>
      <DeviceField device={microphone} icon={Mic} label={words.microphone} missing={words.noMicrophone} />
      <DeviceField device={camera} icon={Video} label={words.camera} missing={words.noCamera} />
      <SpeakerField texts={texts} speaker={speaker} />
    </>
  );
}
