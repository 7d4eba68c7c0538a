import { Mic, MicOff, X } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { useHandScope } from './hand-context.tsx';

const HandSections = lazy(async () => (await import('./hand-people.tsx')).HandSections);
const HandMenu = lazy(async () => (await import('./hand-menu.tsx')).HandMenu);

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
  const scope = useHandScope();
  const hasFloor = (id: string) => scope?.hand.room.value?.floor.includes(id) ?? false;
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
      {scope && <HandSections texts={texts} scope={scope} />}
      <h3>{texts.call.hand.inCall(participants.length)}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by the keyboard */}
      <ul tabIndex={0} aria-labelledby="call-people-title">
        {participants.map((participant) => {
          const { person, isMe, hasMicrophone } = participant;
          return (
            <li key={person.id}>
              <PersonAvatar person={person} size={36} />
              <span class="call-people-name">
                {isMe ? texts.call.nameOfMe(personName(person)) : personName(person)}
                {person.role !== 'pupil' && <small>{texts.people.roles[person.role]}</small>}
                {hasFloor(person.id) && <small class="is-live">{texts.call.hand.hasFloor}</small>}
              </span>
              <Icon icon={hasMicrophone ? Mic : MicOff} />
              <span class="visually-hidden">
                {hasMicrophone ? texts.call.microphoneIsOn : texts.call.microphoneIsOff}
              </span>
              <HandMenu texts={texts} participant={participant} />
            </li>
          );
        })}
      </ul>
    </aside>
  );
}
