import { MicOff, Pin, PinOff, Wifi, WifiOff } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { HandBadge } from './hand-badge.tsx';

export interface TileProps {
  texts: CallTexts;
  participant: CallParticipant;
  isPinned?: boolean;
  /** Shows the person large, or not any more; without it there is nobody to choose among. */
  onPin?: (() => void) | undefined;
}

/** A weak connection explains a picture that stands still. */
function Signal({ texts, participant }: Pick<TileProps, 'texts' | 'participant'>) {
  const { quality } = participant;
  if (quality !== 'poor' && quality !== 'lost') return null;
  const words = quality === 'poor' ? texts.callView.weak : texts.callView.lost;
  return (
    <span class={`call-signal is-${quality}`} title={words}>
      <Icon icon={quality === 'poor' ? Wifi : WifiOff} />
      <span class="visually-hidden">{words}</span>
    </span>
  );
}

/** What one sees of a person: picture or initials, name and role, whether muted, and a ring while speaking. */
export function Face(props: TileProps) {
  const { texts, participant, isPinned = false, onPin } = props;
  const { person, isMe, cameraId } = participant;
  const video = useRef<HTMLVideoElement>(null);
  const attach = useRef(participant.attachVideo);
  attach.current = participant.attachVideo;
  useEffect(() => {
    if (cameraId === null || !video.current) return;
    return attach.current(video.current);
  }, [cameraId]);
  const name = personName(person);
  const pinName = isPinned ? texts.callView.unpin(name) : texts.callView.pin(name);
  return (
    <>
      {cameraId === null ? (
        <PersonAvatar person={person} size={88} />
      ) : (
        <video ref={video} class={isMe ? 'is-mirror' : ''} autoPlay playsInline muted aria-label={name} />
      )}
      {onPin && (
        <button
          type="button"
          class={isPinned ? 'call-pin is-pinned' : 'call-pin'}
          aria-label={pinName}
          title={pinName}
          onClick={onPin}
        >
          <Icon icon={isPinned ? PinOff : Pin} />
        </button>
      )}
      <HandBadge texts={texts} personId={person.id} />
      <Signal texts={texts} participant={participant} />
      <span class="call-name">
        {!participant.hasMicrophone && <Icon icon={MicOff} />}
        <span>{isMe ? texts.call.nameOfMe(name) : name}</span>
        <RoleBadge texts={texts} person={person} />
        <span class="visually-hidden">
          {participant.hasMicrophone ? texts.call.microphoneIsOn : texts.call.microphoneIsOff}
        </span>
      </span>
    </>
  );
}

/** One person of the grid. */
export function Tile(props: TileProps) {
  const { participant } = props;
  return (
    <li class={participant.isSpeaking ? 'call-tile is-speaking' : 'call-tile'} data-person={participant.person.id}>
      <Face {...props} />
    </li>
  );
}
