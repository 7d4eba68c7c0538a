import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckLine } from '../../client/call/check.ts';
import type { CheckTicket } from '../../protocol/calls.ts';
import { openSchool, type School, until } from '../backend/calls-school.ts';
import { type OuterLivekit, startOuterLivekit } from '../backend/outer-livekit.ts';
import { buildCallPage, launchForCalls, serveCallPage } from './call-school.ts';

/** As in a network that lets no UDP through. */
const NO_UDP = '--webrtc-ip-handling-policy=disable_non_proxied_udp';
let served: Awaited<ReturnType<typeof serveCallPage>>;
let browser: Browser;
let withoutUdp: Browser;

beforeAll(async () => {
  served = await serveCallPage(await buildCallPage());
  browser = await launchForCalls('none');
  withoutUdp = await launchForCalls('none', [NO_UDP]);
});
afterAll(async () => {
  await browser?.close();
  await withoutUdp?.close();
  await served?.close();
});

/** What the check finds in this browser: of the way to LiveKit and of the way round, and which servers it was given. */
async function check(school: School, by = browser) {
  const ticket = await school.calls.commands['call:check'](school.as('anna'), {});
  const page = await by.newPage();
  await page.goto(`${served.url}/check.html`);
  type Found = { lines: Record<string, Omit<CheckLine, 'name'>>; given: string[] };
  const { lines, given } = await page.evaluate(
    (one) => (window as unknown as { check: (ticket: CheckTicket) => Promise<Found> }).check(one),
    ticket,
  );
  await page.close();
  return { udp: lines.udp, detour: lines.detour, given };
}

/** A school whose LiveKit offers these ways round. */
async function withWays(ways: Parameters<typeof startOuterLivekit>, work: (school: School) => Promise<void>) {
  const livekit: OuterLivekit = await startOuterLivekit(...ways);
  const school = await openSchool({ external: livekit.external });
  try {
    await until('calls', () => school.calls.status().status === 'available');
    await work(school);
  } finally {
    await school.close();
    await livekit.stop();
  }
}

const good = { state: 'good', value: expect.any(Number) };

test('CALL85 CALL100 our own LiveKit has no way round, is said to have none, and names no server of somebody else', async () => {
  const school = await openSchool();
  try {
    await until('calls', () => school.calls.status().status === 'available');
    const { udp, detour, given } = await check(school);
    expect({ udp, detour }).toEqual({ udp: good, detour: { state: 'skipped', hint: 'no-detour' } });
    expect(given).toEqual([`stun:127.0.0.1:${school.livekitPort}`]);
    expect(await check(school, withoutUdp)).toMatchObject({
      ...{ udp: { state: 'bad', hint: 'no-media' }, detour: { state: 'bad', hint: 'no-media' } },
    });
  } finally {
    await school.close();
  }
});

test('CALL85 a TURN server is reached where there is one', async () => {
  await withWays(['turn'], async (school) => {
    const { udp, detour, given } = await check(school);
    expect({ udp, detour }).toEqual({ udp: good, detour: good });
    expect(given).toEqual([expect.stringMatching(/^turn:127\.0\.0\.1:\d+\?transport=udp$/)]);
  });
});

test('CALL85 TCP is reached where LiveKit listens for it, beside UDP and without it', async () => {
  await withWays(['tcp'], async (school) => {
    expect(await check(school)).toMatchObject({ udp: good, detour: good });
    // What was tried by TCP is tried by UDP again the next time.
    expect((await check(school)).udp).toEqual(good);
    const { udp, detour } = await check(school, withoutUdp);
    expect({ udp, detour }).toEqual({ udp: { state: 'weak', hint: 'no-udp' }, detour: good });
  });
});

test('CALL85 a TURN server that is named and does not answer is a way round that is shut', async () => {
  await withWays(['dead'], async (school) => {
    const { udp, detour } = await check(school);
    expect({ udp, detour }).toEqual({ udp: good, detour: { state: 'bad', hint: 'detour-shut' } });
  });
});
