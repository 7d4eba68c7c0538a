import type { Person } from '../../protocol/people.ts';

export type Quality = 'excellent' | 'good' | 'poor' | 'lost' | 'unknown';

/** A person in the call; several devices of one person are one participant. */
export interface CallParticipant {
  person: Person;
  isMe: boolean;
  hasMicrophone: boolean;
  isSpeaking: boolean;
  quality: Quality;
  /** Changes when there is another picture to attach; null: the camera is off. */
  cameraId: string | null;
  /** Shows the camera in an element until the returned function is called. */
  attachVideo(element: HTMLVideoElement): () => void;
  /** Unix ms; the order of the grid. */
  joinedAt: number;
}

function merge(a: CallParticipant, b: CallParticipant): CallParticipant {
  const seen = a.cameraId === null ? b : a;
  return {
    ...a,
    isMe: a.isMe || b.isMe,
    hasMicrophone: a.hasMicrophone || b.hasMicrophone,
    isSpeaking: a.isSpeaking || b.isSpeaking,
    cameraId: seen.cameraId,
    attachVideo: seen.attachVideo,
    joinedAt: Math.min(a.joinedAt, b.joinedAt),
  };
}

/** Devices as people: staff first, then in the order of joining, which nothing changes while the call goes on. */
export function byPerson(devices: CallParticipant[]): CallParticipant[] {
  const people = new Map<string, CallParticipant>();
  for (const device of devices) {
    const same = people.get(device.person.id);
    people.set(device.person.id, same ? merge(same, device) : device);
  }
  const rank = ({ person }: CallParticipant) => (person.role === 'teacher' ? 0 : 1);
  return [...people.values()].sort(
    (a, b) => rank(a) - rank(b) || a.joinedAt - b.joinedAt || (a.person.id < b.person.id ? -1 : 1),
  );
}

/** The participants that fit: in their order, but whoever speaks is always among them. */
export function visibleOf(participants: CallParticipant[], most: number): CallParticipant[] {
  const shown = participants.slice(0, most);
  const speaking = participants.slice(most).filter((one) => one.isSpeaking);
  for (let place = shown.length - 1; place >= 0; place -= 1) {
    if (shown[place]?.isSpeaking) continue;
    const next = speaking.shift();
    if (!next) break;
    shown[place] = next;
  }
  return shown;
}
