import { EventEmitter } from 'node:events';
import type { EventBatch, Notice, NoticeName } from '../../protocol/events.ts';

type PreviewName = 'chat:advanced' | 'preview:changed';
/** What stands last in a chat now, for its members on pages that do not have it open. */
export interface Preview {
  name: PreviewName;
  notice: Notice<PreviewName>;
}

/**
 * What a commit tells the sockets: durable events of a stream, a notice to some people or to an open chat, or what
 * stands last in a chat.
 */
export type Publication =
  | { kind: 'events'; batch: EventBatch }
  | {
      [N in Exclude<NoticeName, PreviewName>]: {
        kind: 'notice';
        name: N;
        notice: Notice<N>;
        to: { people: string[] } | { chat: string } | { session: string };
      };
    }[Exclude<NoticeName, PreviewName>]
  | ({ kind: 'preview' } & Preview)
  | { kind: 'left-chat'; personId: string; chatId: string };

export interface Bus {
  /** Hands publications to every node's gateway; call it after the commit, in the order of commits. */
  publish(publications: Publication[]): void;
  subscribe(listener: (publications: Publication[]) => void): void;
}

/** The bus of one node: the same process. */
export function createLocalBus(): Bus {
  const emitter = new EventEmitter();
  return {
    publish: (publications) => void emitter.emit('publications', publications),
    subscribe: (listener) => void emitter.on('publications', listener),
  };
}
