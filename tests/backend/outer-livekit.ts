import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLivekitHealthy } from '../../backend/calls/livekit-server.ts';
import { freeTcpPort, freeUdpPort, livekitBinary, until } from './calls-school.ts';

const GUARD = fileURLToPath(new URL('../../backend/guard.ts', import.meta.url));
const access = { apiKey: 'key', apiSecret: 'a secret of more than thirty-two characters' };

export interface OuterLivekit {
  /** What a school writes into its variables. */
  external: { url: string; apiKey: string; apiSecret: string };
  stop: () => Promise<void>;
}

/**
 * A LiveKit as a school runs it by itself, with ways round for networks without UDP: `turn` is its embedded server,
 * `dead` a TURN server that is named and not there, `tcp` its TCP port. LiveKit listens for TCP on every address.
 */
export async function startOuterLivekit(...ways: ('turn' | 'dead' | 'tcp')[]): Promise<OuterLivekit> {
  const port = await freeTcpPort();
  const folder = mkdtempSync(join(tmpdir(), 'livekit-'));
  const dead = { host: '127.0.0.1', port: await freeUdpPort(), protocol: 'udp', username: 'a', credential: 'b' };
  const configuration = {
    ...{ port, bind_addresses: ['127.0.0.1'], keys: { [access.apiKey]: access.apiSecret } },
    ...{ room: { auto_create: false }, logging: { level: 'warn' } },
    rtc: {
      ...{ udp_port: await freeUdpPort(), tcp_port: ways.includes('tcp') ? await freeTcpPort() : 0 },
      ...{ use_external_ip: false, node_ip: '127.0.0.1', enable_loopback_candidate: true },
      ips: { includes: ['127.0.0.1/32'] },
      turn_servers: ways.includes('dead') ? [dead] : [],
    },
    turn: {
      ...{ enabled: ways.includes('turn'), udp_port: await freeUdpPort(), bind_addresses: ['127.0.0.1'] },
      // LiveKit itself is on an address to which nobody is relayed usually.
      allow_restricted_peer_cidrs: ['127.0.0.1/32'],
    },
  };
  const file = join(folder, 'livekit.yaml');
  writeFileSync(file, JSON.stringify(configuration), { mode: 0o600 });
  const guard = spawn(process.execPath, [GUARD, livekitBinary(), '--config', file], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = new Promise((resolve) => guard.once('exit', resolve));
  await until('LiveKit', () => isLivekitHealthy(`http://127.0.0.1:${port}`));
  return {
    external: { url: `ws://127.0.0.1:${port}`, ...access },
    async stop() {
      guard.stdin.end();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
