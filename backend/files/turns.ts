/**
 * Lets so many works run at once and no more. Those who wait take turns, one work each: forty pictures of one person
 * keep nobody else's waiting for all forty.
 */
export function createTurns(atOnce: number): <T>(who: string, work: () => Promise<T>) => Promise<T> {
  /** Works by person, in the order of whose turn it is. */
  const waiting = new Map<string, (() => void)[]>();
  let running = 0;

  function admit(): void {
    for (const [who, works] of waiting) {
      if (running >= atOnce) return;
      const go = works.shift();
      waiting.delete(who);
      // Behind everybody else who waits.
      if (works.length > 0) waiting.set(who, works);
      running++;
      go?.();
    }
  }

  return async (who, work) => {
    await new Promise<void>((go) => {
      const works = waiting.get(who);
      if (works) works.push(go);
      else waiting.set(who, [go]);
      admit();
    });
    try {
      return await work();
    } finally {
      running--;
      admit();
    }
  };
}
