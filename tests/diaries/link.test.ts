import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLink, type PortLike } from '../../entrypoints/diary.content/link.ts';
import type { PageHint } from '../../entrypoints/extension/content-protocol.ts';

interface TestPort extends PortLike {
  sent: unknown[];
  isOpen: boolean;
  speak(message: unknown): void;
  die(): void;
}

let ports: TestPort[];
let states: unknown[];
let gone: number;
let isExtensionThere: boolean;
let end: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  [ports, states, gone, isExtensionThere, end] = [[], [], 0, true, new AbortController()];
});
afterEach(() => vi.useRealTimers());

function connect(): PortLike {
  if (!isExtensionThere) throw new Error('Extension context invalidated.');
  let hear: (message: unknown) => void = () => undefined;
  let fall: () => void = () => undefined;
  const port: TestPort = {
    sent: [],
    isOpen: true,
    postMessage: (message) => void port.sent.push(message),
    disconnect: () => {
      port.isOpen = false;
    },
    onMessage: {
      addListener: (listener) => {
        hear = listener;
      },
    },
    onDisconnect: {
      addListener: (listener) => {
        fall = listener;
      },
    },
    speak: (message) => hear(message),
    die: () => fall(),
  };
  ports.push(port);
  return port;
}

const open = () =>
  openLink(
    connect,
    (state) => states.push(state),
    () => {
      gone += 1;
    },
    end.signal,
  );
const hint = (userName: string): PageHint => ({ type: 'page', userName, viewer: null, lessons: [] });
const STATE = { type: 'state', unreadChats: 5, live: {} };

test('DIARY29 the port opens with the first hint; the same hint is said once', () => {
  const link = open();
  expect(ports).toHaveLength(0);
  link.show(hint('a'));
  link.show(hint('a'));
  link.show(hint('b'));
  expect(ports).toHaveLength(1);
  expect(ports[0]?.sent).toEqual([hint('a'), hint('b')]);
  ports[0]?.speak({ type: 'something newer' });
  ports[0]?.speak(STATE);
  expect(states).toEqual([STATE]);
});

test('DIARY29 a lost port comes back after 1 s, then later and later up to 30 s, and says the hint again', () => {
  const link = open();
  link.show(hint('a'));
  const waits: number[] = [];
  for (let loss = 0; loss < 7; loss += 1) {
    ports.at(-1)?.die();
    link.show(hint(`seen while away ${loss}`));
    const before = ports.length;
    let waited = 0;
    for (; ports.length === before; waited += 500) vi.advanceTimersByTime(500);
    waits.push(waited);
    expect(ports.at(-1)?.sent).toEqual([hint(`seen while away ${loss}`)]);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(states).toEqual(Array(7).fill(null));
  ports.at(-1)?.speak(STATE);
  ports.at(-1)?.die();
  const before = ports.length;
  vi.advanceTimersByTime(1000);
  expect(ports).toHaveLength(before + 1);
});

test('DIARY29 with nothing to show the port is closed and stays closed', () => {
  const link = open();
  link.show(hint('a'));
  link.show(null);
  expect(ports[0]?.isOpen).toBe(false);
  ports[0]?.die();
  vi.advanceTimersByTime(60_000);
  expect(ports).toHaveLength(1);
  link.show(hint('a'));
  expect(ports[1]?.sent).toEqual([hint('a')]);
});

test('DIARY29 an extension that is gone is reported, and the end of the script closes the port', () => {
  const link = open();
  link.show(hint('a'));
  isExtensionThere = false;
  ports[0]?.die();
  vi.advanceTimersByTime(1000);
  expect(gone).toBe(1);
  isExtensionThere = true;
  const other = open();
  other.show(hint('a'));
  end.abort();
  expect(ports.at(-1)?.isOpen).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(ports).toHaveLength(2);
});
