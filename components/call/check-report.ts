import type { CheckLine } from '../../client/call/check.ts';
import type { DeviceState } from '../../client/call/devices.ts';
import type { Texts } from '../../i18n/ru.ts';

/** What a line found, in words: «в порядке, 24 мс». */
export function foundBy(texts: Texts, { name, state, value }: CheckLine): string {
  const word = texts.check.states[state];
  if (value === undefined) return word;
  const isSpeed = name === 'download' || name === 'upload';
  return `${word}, ${isSpeed ? texts.check.speed(value) : texts.check.ms(value)}`;
}

/** How a device stands, in words. */
export function standingOf(texts: Texts, state: DeviceState): string {
  if (state.status === 'failed') return texts.check[state.error];
  if (state.status === 'opening') return texts.check.states.running;
  return texts.check[state.status];
}

export interface ReportFacts {
  lines: CheckLine[];
  microphone: DeviceState;
  camera: DeviceState;
  /** The browser's name for itself, and the address of the school's server. */
  userAgent: string;
  serverUrl: string | undefined;
  at: Date;
}

/**
 * The report for whoever helps: results, browser, server and time. No name, no token, no ticket and no label of a
 * device is in it; of the server's address only the host.
 */
export function reportOf(texts: Texts, facts: ReportFacts): string {
  const host = facts.serverUrl ? new URL(facts.serverUrl).host : '';
  return [
    texts.check.title,
    facts.at.toISOString(),
    ...(host ? [host] : []),
    facts.userAgent,
    '',
    ...facts.lines.map((line) => {
      const hint = line.hint ? ` (${line.hint})` : '';
      return `${texts.check.lines[line.name]}: ${foundBy(texts, line)}${hint}`;
    }),
    `${texts.check.lines.microphone}: ${standingOf(texts, facts.microphone)}`,
    `${texts.check.lines.camera}: ${standingOf(texts, facts.camera)}`,
  ].join('\n');
}
