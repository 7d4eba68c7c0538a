import { useEffect, useRef } from 'preact/hooks';
import type { Device } from '../../client/call/devices.ts';
import { type KeyAction, keyAction, keyTarget } from './keys.ts';

export type KeyVerbs = Record<Exclude<KeyAction, 'talk'>, () => void>;

/** Turns a device off where it is on, and on where it is not. */
export const toggleDevice = (device: Device) =>
  device.state.value.status === 'on' ? device.turnOff() : void device.turnOn().catch(() => undefined);

/** The keys of a call, while `areOn`. The list of keys is there also when they are off, to turn them on again. */
export function useCallKeys(areOn: boolean, devices: { microphone: Device; camera: Device }, verbs: KeyVerbs): void {
  const latest = useRef({ areOn, verbs });
  latest.current = { areOn, verbs };
  const { microphone } = devices;
  useEffect(() => {
    let isTalking = false;
    function talk(): void {
      if (microphone.state.value.status !== 'off') return;
      isTalking = true;
      void microphone.turnOn();
    }
    function stopTalking(): void {
      if (!isTalking) return;
      isTalking = false;
      microphone.turnOff();
    }
    function pressed(event: KeyboardEvent): void {
      const action = keyAction(event, keyTarget(event.target instanceof Element ? event.target : null));
      if (!action || event.defaultPrevented || (!latest.current.areOn && action !== 'help')) return;
      // The space bar would scroll.
      event.preventDefault();
      if (action === 'talk') talk();
      else latest.current.verbs[action]();
    }
    const released = (event: KeyboardEvent) => event.code === 'Space' && stopTalking();
    document.addEventListener('keydown', pressed);
    document.addEventListener('keyup', released);
    // A key that is let go elsewhere is never told to us.
    window.addEventListener('blur', stopTalking);
    return () => {
      document.removeEventListener('keydown', pressed);
      document.removeEventListener('keyup', released);
      window.removeEventListener('blur', stopTalking);
      stopTalking();
    };
  }, [microphone]);
}
