import { Mic, MicOff, X } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';

/** «Участники звонка»: who is inside, of how many who may be. */
export function ParticipantsPanel(props: {
  texts: CallTexts;
  participants: CallParticipant[];
  /** How many people the chat has. */
  all: number;
  /** Who was there and who is not: for who leads. */
  attendance?: ComponentChildren;
  onClose: () => void;
}) {
  const { texts, participants } = props;
  return (
    <aside class="call-people" aria-labelledby="call-people-title">
      <header>
        <h2 id="call-people-title">{texts.call.participants}</h2>
        <span class="call-people-count">
          {texts.call.participantsOf(participants.length, Math.max(props.all, participants.length))}
        </span>
        <button type="button" class="icon-button" aria-label={texts.common.close} onClick={props.onClose}>
          <Icon icon={X} />
        </button>
      </header>
      {props.attendance}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by the keyboard */}
      <ul tabIndex={0} aria-labelledby="call-people-title">
        {participants.map(({ person, isMe, hasMicrophone }) => (
          <li key={person.id}>
            <PersonAvatar person={person} size={36} />
            <span class="call-people-name">
              {isMe ? texts.call.nameOfMe(personName(person)) : personName(person)}
              {person.role !== 'pupil' && <small>{texts.people.roles[person.role]}</small>}
            </span>
            <Icon icon={hasMicrophone ? Mic : MicOff} />
            <span class="visually-hidden">
              {hasMicrophone ? texts.call.microphoneIsOn : texts.call.microphoneIsOff}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
