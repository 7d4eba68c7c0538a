import { useEffect } from 'preact/hooks';

/** The screen stays lit while one listens; a hidden page loses the lock, and takes it again. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isGone = false;
    async function take(): Promise<void> {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // A battery that is nearly empty refuses it.
      const taken = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (isGone) void taken?.release();
      else lock = taken;
    }
    const onVisible = () => void take();
    onVisible();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, []);
}
