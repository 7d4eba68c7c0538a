import type { DeviceError, DeviceState, Devices } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';

function sentence(texts: CallTexts, kind: 'microphone' | 'camera', error: DeviceError): string {
  if (error === 'busy') return kind === 'microphone' ? texts.callView.busyMicrophone : texts.callView.busyCamera;
  if (kind === 'microphone') return error === 'denied' ? texts.call.denied : texts.call.noMicrophone;
  return error === 'denied' ? texts.call.deniedCamera : texts.call.noCamera;
}

const errorOf = (state: DeviceState) => (state.status === 'failed' ? state.error : undefined);

/** What is wrong with microphone and camera, each said once, with trying again beside it. */
export function DeviceErrors({ texts, devices }: { texts: CallTexts; devices: Devices }) {
  const failed = (['microphone', 'camera'] as const).flatMap((kind) => {
    const error = errorOf(devices[kind].state.value);
    return error ? [{ kind, line: sentence(texts, kind, error) }] : [];
  });
  const lines = failed.filter(({ line }, index) => failed.findIndex((one) => one.line === line) === index);
  return (
    <div class="device-errors" role="status">
      {lines.map(({ kind, line }) => (
        <div class="notice" key={kind}>
          <p>{line}</p>
          <button
            type="button"
            class="link-button"
            onClick={() => {
              for (const one of failed) void devices[one.kind].turnOn();
            }}
          >
            {texts.common.retry}
          </button>
        </div>
      ))}
    </div>
  );
}
