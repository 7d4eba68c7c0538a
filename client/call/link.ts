import type { Room } from 'livekit-client';

const LOOK_EVERY = 500;
/** So long nothing came, ms: answers to the browser's own questions come every two and a half seconds or oftener. */
const DEAD_AFTER = 4000;
/** The same while LiveKit's own line is gone as well: then it takes less to believe it. */
const DEAD_WITHOUT_LINE = 1500;

interface PairStats {
  type: string;
  bytesReceived?: number;
  responsesReceived?: number;
}

/**
 * How much has come over a room's connection by now: media, and answers to the browser's checks. Undefined where the
 * browser does not count these: in silence nothing else comes.
 */
async function countReceived(room: Room): Promise<number | undefined> {
  const { pcManager } = room.engine;
  let count: number | undefined;
  for (const transport of [pcManager?.publisher, pcManager?.subscriber]) {
    const stats = await transport?.getStats();
    stats?.forEach((one: PairStats) => {
      if (one.type !== 'candidate-pair' || one.responsesReceived === undefined) return;
      count = (count ?? 0) + (one.bytesReceived ?? 0) + one.responsesReceived;
    });
  }
  return count;
}

/**
 * Calls back when nothing comes over the connection of a room any more, or its line to LiveKit stays away, and when
 * all is well again. LiveKit's client itself notices a link that swallows everything after fifteen seconds only, and
 * tells nothing of a line that it cannot resume. For a connected room; `isConnected`: it has its line now.
 */
export function watchLink(room: Room, isConnected: () => boolean, onChange: (isAlive: boolean) => void): () => void {
  let last: number | undefined;
  let heardAt = Date.now();
  let lineAt = Date.now();
  let lookedAt = Date.now();
  let isAlive = true;
  let isStopped = false;

  async function look(): Promise<void> {
    const received = await countReceived(room);
    const now = Date.now();
    const hasLine = isConnected();
    // A page that was held up has no word about what came meanwhile.
    const wasHeldUp = now - lookedAt > 3 * LOOK_EVERY;
    if (received === undefined || received !== last || wasHeldUp) heardAt = now;
    if (hasLine || wasHeldUp) lineAt = now;
    lookedAt = now;
    last = received;
    const isSilent = now - heardAt >= (hasLine ? DEAD_AFTER : DEAD_WITHOUT_LINE);
    const next = !isSilent && now - lineAt < DEAD_AFTER && (isAlive || hasLine);
    if (next === isAlive || isStopped) return;
    isAlive = next;
    onChange(next);
  }

  const timer = setInterval(() => void look().catch(() => undefined), LOOK_EVERY);
  return () => {
    isStopped = true;
    clearInterval(timer);
  };
}
