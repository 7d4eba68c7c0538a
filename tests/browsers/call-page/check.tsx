import { runCheck } from '../../../client/call/check.ts';
import { checkMedia } from '../../../client/call/check-media.ts';
import type { CheckTicket } from '../../../protocol/calls.ts';

/** The lines of the check with this ticket, and the servers that the browser was given to find its own ways with. */
async function check(ticket: CheckTicket) {
  const given = new Set<string>();
  const { setConfiguration } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setConfiguration = function (config = {}) {
    for (const { urls } of config.iceServers ?? []) for (const url of [urls].flat()) given.add(url);
    setConfiguration.call(this, config);
  };
  const { lines, done } = runCheck({
    ...{ serverUrl: location.origin, online: async () => {}, ticket: async () => ticket },
    checkMedia,
  });
  await done;
  RTCPeerConnection.prototype.setConfiguration = setConfiguration;
  return { lines: Object.fromEntries(lines.value.map(({ name, ...found }) => [name, found])), given: [...given] };
}
Object.assign(window, { check });
