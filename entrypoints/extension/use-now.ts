import { useEffect, useState } from 'preact/hooks';

/** The time, Unix ms, anew every minute: «вчера» must not stay «сегодня» in a panel that is open overnight. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
