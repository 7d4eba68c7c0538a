import { MicOff } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import type { CallParticipant } from '../../client/call/participants-order.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { PersonAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { RoleBadge } from '../ui/role-badge.tsx';
import { HandBadge } from './hand-badge.tsx';

/** One person of the grid: picture or initials, name and role, whether muted, and a ring while speaking. */
export function Tile({ texts, participant }: { texts: CallTexts; participant: CallParticipant }) {
  const { person, isMe, cameraId } = participant;
  const video = useRef<HTMLVideoElement>(null);
  const attach = useRef(participant.attachVideo);
  attach.current = participant.attachVideo;
  useEffect(() => {
    if (cameraId === null || !video.current) return;
    return attach.current(video.current);
  }, [cameraId]);
  const name = personName(person);
  return (
    <li class={participant.isSpeaking ? 'call-tile is-speaking' : 'call-tile'} data-person={person.id}>
      {cameraId === null ? (
        <PersonAvatar person={person} size={88} />
      ) : (
        <video ref={video} class={isMe ? 'is-mirror' : ''} autoPlay playsInline muted aria-label={name} />
      )}
      <HandBadge texts={texts} personId={person.id} />
      <span class="call-name">
        {!participant.hasMicrophone && <Icon icon={MicOff} />}
        <span>{isMe ? texts.call.nameOfMe(name) : name}</span>
        <RoleBadge texts={texts} person={person} />
        <span class="visually-hidden">
          {participant.hasMicrophone ? texts.call.microphoneIsOn : texts.call.microphoneIsOff}
        </span>
      </span>
    </li>
  );
}
