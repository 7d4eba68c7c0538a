import * as v from 'valibot';
import type { HeldAccount } from '../../client/session/accounts.ts';
import { nameFits } from '../../diaries/names.ts';
import type { Me } from '../../protocol/people.ts';
import { browser } from './browser.ts';

/** The names that diary pages show, by tab, and those that a person said to go on beside. In memory only. */
const HINTS = 'diaryNames';
const ACCEPTED = 'acceptedNames';
const Hints = v.record(v.string(), v.string());
const Accepted = v.record(v.string(), v.array(v.string()));

export interface CoverState {
  hints: Record<string, string>;
  accepted: Record<string, string[]>;
}

export async function readCover(): Promise<CoverState> {
  const stored = await browser.storage.session.get([HINTS, ACCEPTED]);
  const hints = v.safeParse(Hints, stored[HINTS]);
  const accepted = v.safeParse(Accepted, stored[ACCEPTED]);
  return { hints: hints.success ? hints.output : {}, accepted: accepted.success ? accepted.output : {} };
}

/** Remembers what a tab's diary shows; null forgets it. */
export async function saveHint(tabId: number, name: string | null): Promise<void> {
  const { hints } = await readCover();
  if ((hints[tabId] ?? null) === name) return;
  const { [String(tabId)]: _, ...rest } = hints;
  await browser.storage.session.set({ [HINTS]: name ? { ...rest, [tabId]: name } : rest });
}

/** «Продолжить как …»: this name in the diary does not cover this person any more, until the browser closes. */
export async function acceptName(personId: string, name: string): Promise<void> {
  const { accepted } = await readCover();
  await browser.storage.session.set({ [ACCEPTED]: { ...accepted, [personId]: [...(accepted[personId] ?? []), name] } });
}

/** The name in the tab's diary, when it is clearly somebody else's than the signed-in person's. */
export function coveringName(state: CoverState, tabId: number | undefined, me: Me): string | null {
  const name = tabId === undefined ? undefined : state.hints[tabId];
  if (!name || nameFits(name, me)) return null;
  return state.accepted[me.id]?.includes(name) ? null : name;
}

/** Who of this browser's accounts the diary shows: rather by their own name than as a child's parent. */
export function heldFor(accounts: HeldAccount[], name: string): { accountId: string; person: Me } | null {
  const people = accounts.flatMap(({ account, hasEnded }) =>
    account.people.map((person) => ({ accountId: account.accountId, person, hasEnded })),
  );
  const fitting = people
    .filter(({ person }) => nameFits(name, person))
    .sort((a, b) => {
      const rank = (one: typeof a) =>
        (nameFits(name, { ...one.person, children: [] }) ? 0 : 2) + (one.hasEnded ? 1 : 0);
      return rank(a) - rank(b);
    });
  return fitting[0] ?? null;
}

/** Calls back when hints or decisions changed. */
export function onCover(listener: () => void): () => void {
  const changed = (changes: object, area: string) => {
    if (area === 'session' && (HINTS in changes || ACCEPTED in changes)) listener();
  };
  browser.storage.onChanged.addListener(changed);
  return () => browser.storage.onChanged.removeListener(changed);
}
