import { LogLevel, Room, RoomEvent, setLogLevel } from 'livekit-client';

/** A way for networks that let no UDP through: over a TURN server, or by TCP to LiveKit itself. */
export type Detour = 'relay' | 'tcp';

/** How media reach the school: the way they took, its round trip in ms, and the ways round that the server offers. */
export interface MediaCheck {
  path: 'udp' | Detour;
  roundTrip: number;
  detours: Detour[];
}

/** After so long nothing more is awaited of one way, ms; below the patience of the check itself. */
const PATIENCE = 9000;

interface Pair extends RTCStats {
  localCandidateId?: string;
  nominated?: boolean;
  state?: string;
  currentRoundTripTime?: number;
}
interface Candidate extends RTCStats {
  candidateType?: string;
  protocol?: string;
}

/** The pair that carries the media, of a connection's statistics. Exported for its test. */
export function pathOf(report: ReadonlyMap<string, RTCStats>): Pick<MediaCheck, 'path' | 'roundTrip'> | null {
  const all = [...report.values()];
  const chosen = (all.find((one) => one.type === 'transport') as { selectedCandidatePairId?: string } | undefined)
    ?.selectedCandidatePairId;
  const pairs = all.filter((one): one is Pair => one.type === 'candidate-pair');
  const pair =
    pairs.find((one) => one.id === chosen) ?? pairs.find((one) => one.nominated && one.state === 'succeeded');
  if (!pair) return null;
  const local = report.get(pair.localCandidateId ?? '') as Candidate | undefined;
  const path = local?.candidateType === 'relay' ? 'relay' : local?.protocol === 'tcp' ? 'tcp' : 'udp';
  return { path, roundTrip: Math.round((pair.currentRoundTripTime ?? 0) * 1000) };
}

const isRelay = (url: string) => /^turns?:/.test(url);
/** Of two connections, as Firefox has them, only the publisher's is made in a room in which nobody may listen. */
const transportsOf = ({ engine: { pcManager } }: Room) => [pcManager?.subscriber, pcManager?.publisher];

async function foundPath(room: Room): Promise<ReturnType<typeof pathOf>> {
  for (const transport of transportsOf(room)) {
    const report = await transport?.getStats();
    const found = report && pathOf(report as unknown as ReadonlyMap<string, RTCStats>);
    if (found) return found;
  }
  return null;
}

/** LiveKit names its TURN servers as one joins, and its TCP port among its own addresses. */
function detoursOf(room: Room): Detour[] {
  const servers = room.engine.latestJoinResponse?.iceServers ?? [];
  const hasRelay = servers.some(({ urls }) => urls.some(isRelay));
  const hasTcp = transportsOf(room).some((one) => one?.getRemoteDescription()?.sdp.includes('tcptype passive'));
  return [...(hasRelay ? (['relay'] as const) : []), ...(hasTcp ? (['tcp'] as const) : [])];
}

/** LiveKit leaves out every way but TCP, and the client comes in once more. A browser alone cannot be told so. */
function comeByTcp(room: Room): Promise<void> {
  return new Promise((resolve, reject) => {
    room.once(RoomEvent.Reconnected, resolve).once(RoomEvent.Disconnected, () => reject(new Error('not by TCP')));
    room.simulateScenario('force-tcp').catch(reject);
  });
}

/** Enters the room of the check and leaves it, one way only or any. Rejects where no media get through that way. */
export async function checkMedia(ticket: { url: string; token: string }, only: 'any' | Detour): Promise<MediaCheck> {
  setLogLevel(LogLevel.silent);
  const room = new Room({
    singlePeerConnection: !navigator.userAgent.includes('Firefox/'),
    reconnectPolicy: { nextRetryDelayInMs: ({ retryCount }) => (retryCount > 0 ? null : 0) },
  });
  try {
    const rtcConfig: RTCConfiguration = only === 'relay' ? { iceTransportPolicy: 'relay' } : {};
    await room.connect(ticket.url, ticket.token, { maxRetries: 0, peerConnectionTimeout: PATIENCE, rtcConfig });
    const detours = detoursOf(room);
    if (only === 'tcp') await comeByTcp(room);
    const found = await foundPath(room);
    if (!found || (only !== 'any' && found.path !== only)) throw new Error('connected by nothing of the kind');
    return { ...found, detours };
  } finally {
    await room.disconnect();
  }
}
