import { randomUUID } from 'node:crypto';
import {
  AccessToken,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
  TrackSource,
  TrackType,
  WebhookReceiver,
} from 'livekit-server-sdk';
import { personName } from '../../i18n/names.ts';
import type { Person } from '../../protocol/people.ts';
import type { CallSource } from './permissions.ts';

/** A ticket opens the door only; who is inside is checked by membership again (S15). */
const TICKET_SECONDS = 120;
const REQUEST_SECONDS = 5;
/** Longer than our own limits, so that our rules end a call and not LiveKit. */
const EMPTY_SECONDS = 600;
const DEPARTURE_SECONDS = 120;
/** A room for trying the connection: until somebody comes, and between two ways of coming. */
const CHECK_SECONDS = 60;
const CHECK_GAP_SECONDS = 15;

const TRACK_SOURCES: Record<CallSource, TrackSource[]> = {
  camera: [TrackSource.CAMERA],
  microphone: [TrackSource.MICROPHONE],
  screen: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};

/** LiveKit takes an empty list for "everything", so who may send nothing may not publish at all. */
const publishing = (sources: CallSource[]) => ({
  canPublish: sources.length > 0,
  canPublishSources: sources.flatMap((source) => TRACK_SOURCES[source]),
});

/** A device in a room. `joinedAt`, LiveKit's clock in Unix ms, tells two stays of one identity apart. */
export interface Presence {
  identity: string;
  personId: string;
  joinedAt: number;
}

/** A device that is inside: what it may send as LiveKit has it, and what it sends now and is not muted. */
export interface Inside extends Presence {
  may: CallSource[];
  sends: CallSource[];
}

/** What LiveKit tells us. `lied`: a track was published that is not what it calls itself. */
export interface LivekitEvent {
  id: string;
  room: string;
  type: 'joined' | 'left' | 'lied';
  presence: Presence;
}

export interface Livekit {
  /** Address for clients. */
  url: string;
  /** Names of the rooms there are; throws when LiveKit does not answer or refuses our key. */
  rooms(): Promise<string[]>;
  /** Makes the room; one that is there stays as it is. */
  createRoom(room: string): Promise<void>;
  /** Ends the room for everybody; one that is not there is fine. */
  deleteRoom(room: string): Promise<void>;
  /** Who is connected; undefined when the room is not there. */
  presences(room: string): Promise<Inside[] | undefined>;
  /** Sets what a device may send from now on; what it sends of the rest is stopped. One that is gone is fine. */
  allow(room: string, identity: string, sources: CallSource[]): Promise<void>;
  removeParticipant(room: string, identity: string): Promise<void>;
  token(room: string, person: Person, deviceId: string, sources: CallSource[]): Promise<string>;
  /** Makes a room for trying the connection; LiveKit deletes it soon after it is left, or when nobody comes. */
  createCheckRoom(room: string): Promise<void>;
  /** Lets one in there, to be connected and nothing else. */
  checkToken(room: string, personId: string): Promise<string>;
  /** Verifies a webhook's signature and body, and throws when they do not fit; events that say nothing to us are null. */
  receive(body: string, authorization: string | undefined): Promise<LivekitEvent | null>;
}

/** LiveKit's identity of a person's device. Person ids have no colon at their end, device ids have none at all. */
export function identityOf(personId: string, deviceId: string): string {
  return `${personId}:${deviceId}`;
}

export function personIdOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf(':'));
}

type Participant = { identity: string; joinedAtMs: bigint; joinedAt: bigint };

function toPresence(participant: Participant): Presence {
  const { identity } = participant;
  const joinedAt = Number(participant.joinedAtMs || participant.joinedAt * 1000n);
  return { identity, personId: personIdOf(identity), joinedAt };
}

function toInside(participant: ParticipantInfo): Inside {
  const { canPublish = false, canPublishSources = [] } = participant.permission ?? {};
  const mayAll = canPublish && canPublishSources.length === 0;
  const may = (Object.keys(TRACK_SOURCES) as CallSource[]).filter((source) =>
    TRACK_SOURCES[source].some((one) => mayAll || (canPublish && canPublishSources.includes(one))),
  );
  const sends = (Object.keys(TRACK_SOURCES) as CallSource[]).filter((source) =>
    participant.tracks.some((track) => TRACK_SOURCES[source].includes(track.source) && !track.muted),
  );
  return { ...toPresence(participant), may, sends };
}

function isNotFound(error: unknown): boolean {
  return error instanceof ServerError && error.status === 404;
}

/** LiveKit checks what a track calls itself, not what it is: audio sent as "camera" would get past the grants. */
function isHonest(track: { type: TrackType; source: TrackSource }): boolean {
  const isSound = track.source === TrackSource.MICROPHONE || track.source === TrackSource.SCREEN_SHARE_AUDIO;
  return track.type === (isSound ? TrackType.AUDIO : TrackType.VIDEO);
}

/** Whether LiveKit refused our key: waiting will not mend that. */
export function isRefused(error: unknown): boolean {
  return error instanceof ServerError && (error.status === 401 || error.status === 403);
}

/** The only place that speaks with LiveKit's API. `url`: `ws(s)://` or `http(s)://`. */
export function createLivekit(options: { url: string; apiKey: string; apiSecret: string }): Livekit {
  const { url, apiKey, apiSecret } = options;
  const client = new RoomServiceClient(url.replace(/^ws/, 'http'), apiKey, apiSecret, {
    requestTimeout: REQUEST_SECONDS,
    failover: false,
  });
  const receiver = new WebhookReceiver(apiKey, apiSecret);

  return {
    url: url.replace(/^http/, 'ws'),

    async rooms() {
      return (await client.listRooms()).map((room) => room.name);
    },

    async createRoom(room) {
      await client.createRoom({ name: room, emptyTimeout: EMPTY_SECONDS, departureTimeout: DEPARTURE_SECONDS });
    },

    async deleteRoom(room) {
      await client.deleteRoom(room).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },

    async presences(room) {
      // A room that is not there has an empty list too, so it is asked for by name.
      const [there] = await client.listRooms([room]);
      if (!there) return undefined;
      return (await client.listParticipants(room))
        .filter((one) => one.state === ParticipantInfo_State.ACTIVE)
        .map(toInside);
    },

    async removeParticipant(room, identity) {
      await client.removeParticipant(room, identity).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },

    async allow(room, identity, sources) {
      const permission = {
        canSubscribe: true,
        ...publishing(sources),
        canPublishData: false,
        canUpdateMetadata: false,
      };
      await client.updateParticipant(room, identity, { permission }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    },

    token(room, person, deviceId, sources) {
      const token = new AccessToken(apiKey, apiSecret, {
        identity: identityOf(person.id, deviceId),
        name: personName(person),
        metadata: JSON.stringify(person),
        ttl: TICKET_SECONDS,
      });
      token.addGrant({
        roomJoin: true,
        room,
        ...publishing(sources),
        canSubscribe: true,
        canPublishData: false,
        canUpdateOwnMetadata: false,
      });
      return token.toJwt();
    },

    async createCheckRoom(room) {
      await client.createRoom({
        ...{ name: room, emptyTimeout: CHECK_SECONDS, departureTimeout: CHECK_GAP_SECONDS, maxParticipants: 2 },
      });
    },

    checkToken(room, personId) {
      const token = new AccessToken(apiKey, apiSecret, {
        // LiveKit remembers for minutes how an identity came: the next check is another one.
        identity: identityOf(personId, `check-${randomUUID()}`),
        ttl: TICKET_SECONDS,
      });
      const nothing = { canPublish: false, canSubscribe: false, canPublishData: false, canUpdateOwnMetadata: false };
      token.addGrant({ roomJoin: true, room, ...nothing });
      return token.toJwt();
    },

    async receive(body, authorization) {
      const event = await receiver.receive(body, authorization);
      const { id, room, participant, track } = event;
      if (!room || !participant) return null;
      const told = { id, room: room.name, presence: toPresence(participant) };
      if (event.event === 'participant_joined') return { ...told, type: 'joined' };
      if (event.event === 'participant_left' || event.event === 'participant_connection_aborted') {
        return { ...told, type: 'left' };
      }
      if (event.event === 'track_published' && track && !isHonest(track)) return { ...told, type: 'lied' };
      return null;
    },
  };
}
