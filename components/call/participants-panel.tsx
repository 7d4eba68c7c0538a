import './call-more.css';
import { Mic, MicOff, Pin, Volume2, X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { fitsWords, wordsOfPerson } from '../../client/search/names.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useHandScope } from './hand-context.tsx';

const HandSections = lazy(async () => (await import('./hand-people.tsx')).HandSections);
const HandMenu = lazy(async () => (await import('./hand-menu.tsx')).HandMenu);

export interface ParticipantsPanelProps {
  texts: CallTexts;
  participants: CallParticipant[];
  /** How many people the chat has. */
  all: number;
  volumes: ReadonlyMap<string, number>;
  onVolume: (personId: string, volume: number) => void;
  onPin: (personId: string) => void;
  /** Who was there and who is not: for who leads. */
  attendance?: ComponentChildren;
  onClose: () => void;
}

/** How loud this person is for me, and the way to see them large. */
function Settings(props: ParticipantsPanelProps & { participant: CallParticipant }) {
  const { texts, participant, volumes } = props;
  const { id } = participant.person;
  const name = personName(participant.person);
  return (
    <div class="call-person-settings">
      <label>
        <Icon icon={Volume2} />
        <span class="visually-hidden">{texts.callView.volumeOf(name)}</span>
        <input
          type="range"
          min={0}
          max={100}
          step={5}
          value={Math.round((volumes.get(id) ?? 1) * 100)}
          onInput={(event) => props.onVolume(id, Number(event.currentTarget.value) / 100)}
        />
      </label>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.callView.pin(name)}
        title={texts.callView.pin(name)}
        onClick={() => props.onPin(id)}
      >
        <Icon icon={Pin} />
      </button>
    </div>
  );
}

function Row(props: ParticipantsPanelProps & { participant: CallParticipant }) {
  const { texts, participant } = props;
  const { person, isMe, hasMicrophone } = participant;
  const [isOpen, setOpen] = useState(false);
  const hasFloor = useHandScope()?.hand.room.value?.floor.includes(person.id) ?? false;
  const name = personName(person);
  return (
    <li>
      <div class="call-person">
        <PersonAvatar person={person} size={36} />
        <span class="call-people-name">
          {isMe ? texts.call.nameOfMe(name) : name}
          {person.role !== 'pupil' && <small>{texts.people.roles[person.role]}</small>}
          {hasFloor && <small class="is-live">{texts.call.hand.hasFloor}</small>}
        </span>
        <Icon icon={hasMicrophone ? Mic : MicOff} />
        <span class="visually-hidden">{hasMicrophone ? texts.call.microphoneIsOn : texts.call.microphoneIsOff}</span>
        {!isMe && (
          <button
            type="button"
            class="icon-button"
            aria-label={texts.callView.volumeOf(name)}
            title={texts.callView.volumeOf(name)}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon icon={Volume2} />
          </button>
        )}
        <HandMenu texts={texts} participant={participant} />
      </div>
      {isOpen && <Settings {...props} />}
    </li>
  );
}

/** «Участники звонка»: who is inside, of how many who may be. */
export function ParticipantsPanel(props: ParticipantsPanelProps) {
  const { texts, participants } = props;
  const scope = useHandScope();
  const [typed, setTyped] = useState('');
  const found = participants.filter(({ person }) => fitsWords(typed, wordsOfPerson(person)));
  return (
    <aside class="call-side call-people" aria-labelledby="call-people-title">
      <header>
        <h2 id="call-people-title" class="call-side-title">
          {texts.call.participants}
        </h2>
        <span class="call-people-count">
          {texts.call.participantsOf(participants.length, Math.max(props.all, participants.length))}
        </span>
        <button type="button" class="icon-button" aria-label={texts.common.close} onClick={props.onClose}>
          <Icon icon={X} />
        </button>
      </header>
      <SearchField label={texts.callView.find} clearLabel={texts.callView.clearFind} value={typed} onInput={setTyped} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section class="call-side-scroll" tabIndex={0} aria-labelledby="call-people-title">
        {!typed && scope && <HandSections texts={texts} scope={scope} />}
        {!typed && props.attendance}
        <h3 id="call-people-inside">{texts.callView.inCall(participants.length)}</h3>
        <ul aria-labelledby="call-people-inside">
          {found.map((participant) => (
            <Row key={participant.person.id} {...props} participant={participant} />
          ))}
        </ul>
        {found.length === 0 && (
          <p class="call-side-note" role="status">
            {texts.callView.notFound}
          </p>
        )}
      </section>
    </aside>
  );
}
