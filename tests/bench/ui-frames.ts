import type { Page } from 'puppeteer';

/** How smoothly a page went on for a while. Longest ones in ms. */
export interface Frames {
  seconds: number;
  /** Gaps of more than 50 ms between two `requestAnimationFrame`: what one sees, the machine's own pauses with it. */
  gaps: number;
  longestGap: number;
  /** `long-animation-frame` entries: frames of more than 50 ms from the page's own first task to its drawing. */
  long: number;
  longest: number;
  /** The longest task of the page's main thread by the processor's time: what the page itself would need alone. */
  cpu: number;
}

/** A piece of Chromium's trace, as far as we read it: times in µs, `tdur` of the thread's own processor time. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  tdur?: number;
}

const MARK = 'bench:frames';

/** The main thread is the one that set our mark. */
function longestTask(trace: TraceEvent[]): number {
  const mark = trace.find(({ name }) => name === MARK);
  const tasks = trace.filter((one) => one.pid === mark?.pid && one.tid === mark?.tid && one.name.endsWith('RunTask'));
  return Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

/** Watches the frames of a page from now until what comes back is called. */
export async function watchFrames(page: Page): Promise<() => Promise<Frames>> {
  await page.tracing.start({ categories: ['toplevel', 'blink.user_timing'] });
  const handle = await page.evaluateHandle((mark) => {
    const gaps: number[] = [];
    const long: number[] = [];
    let last = performance.now();
    const started = last;
    let id = requestAnimationFrame(function tick(now) {
      gaps.push(now - last);
      last = now;
      id = requestAnimationFrame(tick);
    });
    const note = (entries: PerformanceEntry[]) => long.push(...entries.map(({ duration }) => duration));
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: 'long-animation-frame' });
    performance.mark(mark);
    return () => {
      cancelAnimationFrame(id);
      note(observer.takeRecords());
      observer.disconnect();
      const seconds = (performance.now() - started) / 1000;
      return { seconds, gaps, long };
    };
  }, MARK);
  return async () => {
    const { seconds, gaps, long } = await page.evaluate((stop) => stop(), handle);
    const trace = JSON.parse(new TextDecoder().decode(await page.tracing.stop()));
    return {
      seconds,
      gaps: gaps.filter((ms) => ms > 50).length,
      longestGap: Math.max(0, ...gaps),
      long: long.filter((ms) => ms > 50).length,
      longest: Math.max(0, ...long),
      cpu: longestTask(trace.traceEvents),
    };
  };
}
