import type { Page } from 'puppeteer';

/** Waits until a person's picture has shown ten more frames than now, in whatever element it is by then. */
export async function seeMoving(page: Page, person: string, ms = 20_000): Promise<void> {
  const selector = `[data-person="${person}"] video`;
  await page.evaluate((wanted) => {
    const video = document.querySelector<HTMLVideoElement>(wanted);
    const all = window as unknown as { seen: Record<string, { video: Element | null; frames: number }> };
    all.seen ??= {};
    all.seen[wanted] = { video, frames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0 };
  }, selector);
  await page.waitForFunction(
    (wanted) => {
      const video = document.querySelector<HTMLVideoElement>(wanted);
      if (!video) return false;
      const before = (window as unknown as { seen: Record<string, { video: Element | null; frames: number }> }).seen;
      const first = before[wanted]?.video === video ? (before[wanted]?.frames ?? 0) : 0;
      return video.getVideoPlaybackQuality().totalVideoFrames - first >= 10;
    },
    { timeout: ms },
    selector,
  );
}

/** Resolves when somebody else's picture moves in the page. */
export async function seeOthers(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLVideoElement>('video:not(.is-mirror)')].some(
        (video) => video.currentTime > 0.5,
      ),
    { timeout: 20_000, polling: 200 },
  );
}
