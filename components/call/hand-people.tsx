import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { className, personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Person } from '../../protocol/people.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { type HandScope, handsInside } from './hand-context.tsx';
import './hand-later.css';

function Row(props: { person: Person; small: string | undefined; children: ComponentChildren }) {
  const { person, small } = props;
  return (
    <li class="call-person">
      <PersonAvatar person={person} size={36} />
      <span class="call-people-name">
        {personName(person)}
        {small && <small>{small}</small>}
      </span>
      {props.children}
    </li>
  );
}

/** Who waits before the door, for who leads. */
function Waiting({ texts, scope }: { texts: CallTexts; scope: HandScope }) {
  const { hand } = scope;
  const waiting = hand.room.value?.waiting ?? [];
  const words = texts.call.hand;
  const ofSchool = waiting.filter(({ person }) => person.role !== 'guest');
  if (waiting.length === 0) return null;
  const about = ({ person, mayEnter }: (typeof waiting)[number]) => {
    if (mayEnter) return words.comesAlone;
    return person.className ? className(person.className) : texts.people.roles[person.role];
  };
  return (
    <section class="hand-section is-waiting" aria-labelledby="hand-waiting-title">
      <h3 id="hand-waiting-title">
        {words.waiting(waiting.length)}
        {ofSchool.length > 1 && (
          <button type="button" class="link-button" onClick={() => void hand.act('call:admit', { personId: null })}>
            {words.admitAll}
          </button>
        )}
      </h3>
      <ul>
        {waiting.map((one) => (
          <Row key={one.person.id} person={one.person} small={about(one)}>
            <button
              type="button"
              class="icon-button"
              aria-label={words.refuseName(personName(one.person))}
              title={words.refuse}
              onClick={() => void hand.act('call:refuse', { personId: one.person.id })}
            >
              <Icon icon={X} />
            </button>
            <button
              type="button"
              class="button button-primary"
              aria-label={words.admitName(personName(one.person))}
              onClick={() => void hand.act('call:admit', { personId: one.person.id })}
            >
              {words.admit}
            </button>
          </Row>
        ))}
      </ul>
    </section>
  );
}

/** Raised hands in their order; who leads gives the word. */
function Hands({ texts, scope }: { texts: CallTexts; scope: HandScope }) {
  const { hand } = scope;
  const raised = handsInside(scope);
  const words = texts.call.hand;
  if (raised.length === 0) return null;
  return (
    <section class="hand-section" aria-labelledby="hand-raised-title">
      <h3 id="hand-raised-title">
        {words.raised(raised.length)}
        {hand.canLead.value && (
          <button
            type="button"
            class="link-button"
            onClick={() => void hand.act('call:lower-hand', { personId: null })}
          >
            {words.lowerAll}
          </button>
        )}
      </h3>
      <ul>
        {raised.map(({ person }, index) => (
          <Row key={person.id} person={person} small={words.place(index + 1)}>
            {hand.canLead.value && person.role !== 'teacher' && (
              <button
                type="button"
                class="button"
                aria-label={words.giveName(personName(person))}
                onClick={() => void hand.act('call:give-floor', { personId: person.id, isGiven: true })}
              >
                {words.give}
              </button>
            )}
          </Row>
        ))}
      </ul>
    </section>
  );
}

/** The top of «Участники звонка»: «Ждут в лобби», «Подняли руку». */
export function HandSections({ texts, scope }: { texts: CallTexts; scope: HandScope }) {
  return (
    <>
      <Waiting texts={texts} scope={scope} />
      <Hands texts={texts} scope={scope} />
    </>
  );
}
