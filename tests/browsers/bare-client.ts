import type { Browser, Page } from 'puppeteer';
import { until } from '../backend/calls-school.ts';
import type { CallSchool } from './call-school.ts';

/** LiveKit's DisconnectReason. */
export const REMOVED = 4;
export const DELETED = 5;

export interface BareClient {
  page: Page;
  url: string;
  token: string;
}

/** Asks for a ticket and enters with it by livekit-client alone: a client without our screen, that may cheat. */
export async function joinBare(
  { browser, school, chatId = 'algebra' }: { browser: Browser; school: CallSchool; chatId?: string },
  person: string,
  device: string,
): Promise<BareClient> {
  const ticket = await school.calls.commands['call:join'](school.as(person), { chatId, deviceId: device });
  if (ticket.status !== 'live') throw new Error(`not let in: ${ticket.status}`);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.goto(`${school.pageUrl}/bare`);
  await connectBare(page, ticket.url, ticket.token);
  return { page, url: ticket.url, token: ticket.token };
}

export async function connectBare(page: Page, url: string, token: string): Promise<void> {
  await page.evaluate(
    async (to, by) => {
      // biome-ignore lint/suspicious/noExplicitAny: the UMD build has no types in a page
      const all = window as any;
      all.room?.removeAllListeners();
      all.room = new all.LivekitClient.Room();
      all.reason = null;
      all.room.on('disconnected', (reason: number) => {
        all.reason = reason;
      });
      await all.room.connect(to, by, { peerConnectionTimeout: 4000, maxRetries: 0 });
    },
    url,
    token,
  );
}

export const reasonOf = (page: Page) => page.evaluate(() => (window as unknown as { reason: number | null }).reason);

export const isRemoved = (page: Page) => until('the removal', async () => (await reasonOf(page)) === REMOVED);

/** Publishes a track under a source, whatever it is and whatever it may. LiveKit does not answer what it refuses. */
export async function publishBare(page: Page, kind: 'audio' | 'video', source: string): Promise<string> {
  return page.evaluate(
    async (what, by) => {
      // biome-ignore lint/suspicious/noExplicitAny: the UMD build has no types in a page
      const all = window as any;
      const stream = await navigator.mediaDevices.getUserMedia({ [what]: true });
      const [track] = stream.getTracks();
      // Whatever the client believes that it may: the server has the last word.
      all.room.localParticipant.hasPermissionsToPublish = () => true;
      const published = all.room.localParticipant.publishTrack(track, { source: by }).then(
        () => 'published',
        (error: unknown) => String(error),
      );
      const silence = new Promise<string>((resolve) => {
        setTimeout(() => resolve('no answer'), 2500);
      });
      return Promise.race([published, silence]);
    },
    kind,
    source,
  );
}

/** The ticket that LiveKit itself has handed to the client since: good for ten minutes. */
export const freshToken = (page: Page): Promise<string> =>
  page.evaluate(() => {
    // biome-ignore lint/suspicious/noExplicitAny: the UMD build has no types in a page
    return (window as any).room.engine.token as string;
  });
