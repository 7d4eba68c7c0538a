import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import { MAX_READERS_SHOWN } from '../../protocol/limits.ts';
import type { Message, Reaction } from '../../protocol/messages.ts';
import type { Person } from '../../protocol/people.ts';

/** How each reaction is drawn, in the order in which they are offered. */
export const REACTION_EMOJI: Record<Reaction, string> = {
  like: '👍',
  heart: '❤️',
  laugh: '😂',
  wow: '😮',
  sad: '😢',
  thanks: '🙏',
};
export const REACTIONS = Object.keys(REACTION_EMOJI) as Reaction[];

/** My reaction to a message. */
export function myReaction(message: Message, myId: string): Reaction | null {
  return message.reactions?.find((one) => one.people.includes(myId))?.reaction ?? null;
}

/** The chips under a message: what people felt and how many; mine is filled, a press sets it or takes it back. */
export function Reactions(props: {
  texts: Texts;
  message: Message;
  myId: string;
  personOf: (id: string) => Person | undefined;
  onReact: (reaction: Reaction | null) => void;
}) {
  const { texts, message, myId } = props;
  if (!message.reactions?.length) return null;
  return (
    <span class="reactions">
      {message.reactions.map(({ reaction, people }) => {
        const isMine = people.includes(myId);
        const names = people.slice(0, MAX_READERS_SHOWN).flatMap((id) => {
          const person = props.personOf(id);
          return person ? [personName(person)] : [];
        });
        return (
          <button
            key={reaction}
            type="button"
            class={isMine ? 'reaction is-mine' : 'reaction'}
            aria-pressed={isMine}
            aria-label={texts.messages.reaction(texts.messages.reactions[reaction], people.length, isMine)}
            title={names.join(', ')}
            onClick={() => props.onReact(isMine ? null : reaction)}
          >
            <span aria-hidden="true">{REACTION_EMOJI[reaction]}</span> {people.length}
          </button>
        );
      })}
    </span>
  );
}
