import { LogLevel, Room, setLogLevel } from 'livekit-client';

/** How media reach the school: the best way there is, its round trip in ms, and whether there is a way round. */
export interface MediaCheck {
  path: 'udp' | 'tcp' | 'relay';
  roundTrip: number;
  /** Whether the server offers TURN, or TCP, for networks that let no UDP through. */
  hasDetour: boolean;
}

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

/** Enters the room of the check and leaves it; `relay`: only by TURN. Rejects where no media get through. */
export async function checkMedia(ticket: { url: string; token: string }, only: 'any' | 'relay'): Promise<MediaCheck> {
  setLogLevel(LogLevel.silent);
  const room = new Room({ singlePeerConnection: !navigator.userAgent.includes('Firefox/') });
  try {
    const rtcConfig: RTCConfiguration = only === 'relay' ? { iceTransportPolicy: 'relay' } : {};
    await room.connect(ticket.url, ticket.token, { maxRetries: 0, rtcConfig });
    const { pcManager, latestJoinResponse } = room.engine;
    const report = await (pcManager?.subscriber ?? pcManager?.publisher)?.getStats();
    const found = report && pathOf(report as unknown as ReadonlyMap<string, RTCStats>);
    if (!found) throw new Error('connected by nothing');
    const hasDetour = (latestJoinResponse?.iceServers ?? []).some(({ urls }) => urls.some(isRelay));
    return { ...found, hasDetour };
  } finally {
    await room.disconnect();
  }
}
