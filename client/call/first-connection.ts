import { EngineEvent, type Room } from 'livekit-client';

/** The part of LiveKit's engine that waits for the first connection. */
interface Waiting {
  waitForPCInitialConnection(timeout?: number, abort?: AbortController): Promise<unknown>;
}

/**
 * LiveKit's client looks every 50 ms whether its first connection is there, and lets nobody be heard or seen before it
 * has looked. The connection's own word is sooner. For a room that is not connected yet.
 */
export function hearConnection({ engine }: Room): void {
  const waiting: Waiting = engine;
  const look = waiting.waitForPCInitialConnection.bind(engine);
  const heard = new Promise((resolve) => engine.once(EngineEvent.Connected, resolve));
  waiting.waitForPCInitialConnection = (...how) => Promise.race([look(...how), heard]);
}

/**
 * Wakes in the browser what a page's first connection wakes, which takes longer than all later ones: while the person
 * looks at the preview. Nothing goes over the network.
 */
export async function warmUp(): Promise<void> {
  const connection = new RTCPeerConnection();
  for (const kind of ['audio', 'video']) connection.addTransceiver(kind);
  await connection.createOffer().finally(() => connection.close());
}
