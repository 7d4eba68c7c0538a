import type { ServiceLine } from '../protocol/messages.ts';
import type { ListTexts } from './ru-list.ts';

/** What stands in a text for everybody in the chat, in any language of the screen. */
export const EVERYONE_WORDS = ['@все', '@all'];

/**
 * What happened to a chat, as one sentence. `name`: who did it, as they are called on the screen; `isMine`: it was I.
 */
export function serviceText(texts: ListTexts, service: ServiceLine, name: string, isMine = false): string {
  const { lines, calls, andMore } = texts.ownChats;
  switch (service.kind) {
    case 'call-missed':
      return isMine ? calls.unanswered : calls[service.kind];
    case 'call-declined':
    case 'call-started':
    case 'lesson-started':
      return calls[service.kind];
    case 'call-ended':
    case 'lesson-ended':
      return calls[service.kind](service.minutes);
    case 'created':
    case 'renamed':
      return lines[service.kind](name, service.title);
    case 'added':
    case 'removed':
    case 'owner': {
      const names = service.people.map((person) => person.name).join(', ');
      return lines[service.kind](name, service.more ? andMore(names, service.more) : names);
    }
    default:
      return lines[service.kind](name);
  }
}
