import { PhoneOff, Users } from 'lucide';
import { useRef } from 'preact/hooks';
import type { Devices } from '../../client/call/devices.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { DeviceToggle } from './device-toggle.tsx';
import { HandButtons, LeadBar } from './hand-bar.tsx';

export interface CallControlsProps {
  texts: CallTexts;
  devices: Devices;
  canEnd: boolean;
  arePeopleShown: boolean;
  onPeople: () => void;
  onLeave: () => void;
  onEnd: () => void;
}

/** Ends the call for everybody; that cannot be undone, so it asks first. */
function EndForAll({ texts, onEnd }: Pick<CallControlsProps, 'texts' | 'onEnd'>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  return (
    <>
      <button type="button" class="button call-end" onClick={() => dialog.current?.showModal()}>
        {texts.call.endForAll}
      </button>
      <dialog ref={dialog} class="call-dialog" aria-labelledby="call-end-question">
        <h2 id="call-end-question">{texts.call.endQuestion}</h2>
        <div>
          <button type="button" class="button" onClick={close}>
            {texts.common.cancel}
          </button>
          <button
            type="button"
            class="button call-end"
            onClick={() => {
              close();
              onEnd();
            }}
          >
            {texts.call.endForAll}
          </button>
        </div>
      </dialog>
    </>
  );
}

/** The bar of the call: microphone, camera, participants, leave, and for who may, the end for all. */
export function CallControls(props: CallControlsProps) {
  const { texts, devices } = props;
  return (
    <section class="call-controls" aria-label={texts.call.controls}>
      <div class="call-controls-main">
        <DeviceToggle texts={texts} kind="microphone" device={devices.microphone} />
        <DeviceToggle texts={texts} kind="camera" device={devices.camera} />
        <HandButtons texts={texts} />
        <button
          type="button"
          class={props.arePeopleShown ? 'call-control is-open' : 'call-control'}
          aria-label={texts.call.participants}
          title={texts.call.participants}
          aria-pressed={props.arePeopleShown}
          onClick={props.onPeople}
        >
          <Icon icon={Users} />
        </button>
        <button
          type="button"
          class="call-control call-leave"
          aria-label={texts.call.leave}
          title={texts.call.leave}
          onClick={props.onLeave}
        >
          <Icon icon={PhoneOff} />
        </button>
      </div>
      <LeadBar texts={texts} />
      {props.canEnd && <EndForAll texts={texts} onEnd={props.onEnd} />}
    </section>
  );
}
