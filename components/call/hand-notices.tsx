import { useEffect, useRef, useState } from 'preact/hooks';
import { deedTexts } from '../../i18n/call-deeds.ts';
import { errorText } from '../../i18n/errors.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { CallDeed } from '../../protocol/call-room.ts';
import { lazy } from '../ui/lazy.tsx';
import type { CallViewProps } from './call-view.tsx';
import { type HandScope, useHandScope } from './hand-context.tsx';
import { RecordNotice } from './record-notice.tsx';
import './hand-later.css';

const RecordBar = lazy(async () => (await import('./record-bar.tsx')).RecordBar);

/** What another did is said for so long, ms. */
const SAID_FOR = 6000;

function deedText(texts: CallTexts, { kind, by, about }: CallDeed): string {
  return deedTexts(texts.locale)[kind](personName(by), about ? personName(about) : '');
}

/** The last deed, while it is fresh; the own one is seen by what it does. */
function useFreshDeed({ hand, me }: HandScope): CallDeed | null {
  const deed = hand.room.value?.lastDeed ?? null;
  const first = useRef(deed?.at);
  const [gone, setGone] = useState<number | undefined>(first.current);
  useEffect(() => {
    if (!deed) return;
    const timer = setTimeout(() => setGone(deed.at), SAID_FOR);
    return () => clearTimeout(timer);
  }, [deed?.at]);
  return deed && deed.at !== gone && deed.by.id !== me.id ? deed : null;
}

/** Plays the knock when somebody new waits who does not come in by themselves. */
function useKnock({ hand, playKnock }: HandScope): void {
  const knocking = (hand.room.value?.waiting ?? []).filter((one) => !one.mayEnter).map((one) => one.person.id);
  const known = useRef(new Set<string>());
  const key = knocking.join();
  useEffect(() => {
    if (knocking.some((id) => !known.current.has(id))) playKnock();
    known.current = new Set(knocking);
  }, [key]);
}

function Knocking({ texts, scope }: { texts: CallTexts; scope: HandScope }) {
  useKnock(scope);
  const words = texts.call.hand;
  const { hand } = scope;
  const waiting = hand.room.value?.waiting ?? [];
  // A guest is looked at one by one: all at once come in those whom the school knows.
  const ofSchool = waiting.filter(({ person }) => person.role !== 'guest');
  const [first] = ofSchool.length > 0 ? ofSchool : waiting;
  if (!first) return null;
  const personId = ofSchool.length > 1 ? null : first.person.id;
  const name = first.person.role === 'guest' ? words.guestName(personName(first.person)) : personName(first.person);
  return (
    <div class="call-notice hand-knock">
      <p>{words.knocked(name, waiting.length - 1)}</p>
      {personId !== null && (
        <button type="button" class="link-button" onClick={() => void hand.act('call:refuse', { personId })}>
          {words.refuse}
        </button>
      )}
      <button type="button" class="button button-primary" onClick={() => void hand.act('call:admit', { personId })}>
        {personId === null ? words.admitAll : words.admit}
      </button>
    </div>
  );
}

/** What has to be known at once: who knocks, what the other teacher did, that the word is mine, what was refused. */
export function HandNotices(props: CallViewProps) {
  const scope = useHandScope();
  return scope && <Notices {...props} scope={scope} />;
}

function Notices({ scope, ...view }: CallViewProps & { scope: HandScope }) {
  const { texts } = view;
  const { hand, me } = scope;
  const deed = useFreshDeed(scope);
  const room = hand.room.value;
  const words = texts.call.hand;
  const hasFloor = room?.floor.includes(me.id) ?? false;
  const failure = hand.failure.value;
  return (
    <>
      {hand.canLead.value && <Knocking texts={texts} scope={scope} />}
      {hasFloor && <p class="call-notice is-live">{words.youHaveFloor}</p>}
      {!hand.may('speak') && <p class="call-notice">{words.silent}</p>}
      <RecordNotice texts={texts} scope={scope} />
      {hand.canLead.value && room && <RecordBar {...view} scope={scope} callId={room.callId} />}
      {deed && deed.kind !== 'record' && hand.canLead.value && <p class="call-notice">{deedText(texts, deed)}</p>}
      {failure && <p class="call-notice">{errorText(texts, failure)}</p>}
    </>
  );
}
