import { type CallRuleName, type CallRules, isAllowedIn } from '../../protocol/call-room.ts';
import type { PersonRole } from '../../protocol/people.ts';

/** What a device may send into a call. */
export type CallSource = 'camera' | 'microphone' | 'screen';

/** What each role may send at most. */
const AT_MOST: Record<PersonRole, CallSource[]> = {
  teacher: ['camera', 'microphone', 'screen'],
  pupil: ['camera', 'microphone', 'screen'],
  parent: ['camera', 'microphone'],
  guest: ['camera', 'microphone', 'screen'],
};

const RULE_OF: Record<CallSource, CallRuleName> = { camera: 'video', microphone: 'speak', screen: 'share' };

/** What somebody may send now: the one answer for tickets and for who is inside already. */
export function sourcesOf(role: PersonRole, rules: Pick<CallRules, CallRuleName>, hasFloor: boolean): CallSource[] {
  return AT_MOST[role].filter((source) => isAllowedIn(rules, RULE_OF[source], { role, hasFloor }));
}
