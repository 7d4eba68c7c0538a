import { effect, type ReadonlySignal } from '@preact/signals-core';
import { useEffect } from 'preact/hooks';
import type { Call } from '../../protocol/calls.ts';

/** Between two tones, ms, as a telephone has it. */
const EVERY = 4000;

/** Who calls hears that it rings at the other's: a tone now and every four seconds, until somebody answers. */
export function useRingback(liveCall: ReadonlySignal<Call | null>, myId: string): void {
  useEffect(() => {
    let timer: ReturnType<typeof setInterval> | undefined;
    const play = () => void import('../extension/notes.ts').then(({ playNotes }) => timer && playNotes('ringback'));
    const stop = effect(() => {
      const call = liveCall.value;
      const isMine = call?.isRinging === true && call.startedBy === myId;
      if (isMine === (timer !== undefined)) return;
      clearInterval(timer);
      timer = isMine ? setInterval(play, EVERY) : undefined;
      if (isMine) play();
    });
    return () => {
      stop();
      clearInterval(timer);
      timer = undefined;
    };
  }, [liveCall, myId]);
}
