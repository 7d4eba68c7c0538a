import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { DeviceChoice } from './devices.ts';

/** Where a call is heard. */
export interface Speaker {
  /** Whether this browser lets a page choose (`setSinkId`); where not, the system's own choice holds. */
  canChoose: boolean;
  choices: Signal<DeviceChoice[]>;
  /** Empty: the system's own choice. */
  chosenId: ReadonlySignal<string>;
  choose(id: string): void;
  /** Takes what was remembered; tells nobody. */
  restore(id: string): void;
}

export function createSpeaker(onChange: () => void): Speaker {
  const chosenId = signal('');
  return {
    canChoose: typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype,
    choices: signal<DeviceChoice[]>([]),
    chosenId,
    choose(id) {
      chosenId.value = id;
      onChange();
    },
    restore(id) {
      chosenId.value = id;
    },
  };
}
