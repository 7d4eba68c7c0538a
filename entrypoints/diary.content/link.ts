import type { PageHint, PageState } from '../extension/content-protocol.ts';

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 30_000;

/** As much of a `runtime.Port` as the link needs. */
export interface PortLike {
  postMessage(message: unknown): void;
  disconnect(): void;
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

export interface Link {
  /** What the page shows now; null: nothing of a diary, the port is closed. Sent only when it has changed. */
  show(hint: PageHint | null): void;
}

/**
 * Keeps a port to the background while there is something to show. A killed background comes back by our
 * reconnecting: after 1 s, doubling up to 30 s until it speaks. `connect` throws when the extension is gone:
 * `onGone` is called.
 */
export function openLink(
  connect: () => PortLike,
  onState: (state: PageState | null) => void,
  onGone: () => void,
  signal: AbortSignal,
): Link {
  let port: PortLike | null = null;
  let hint: PageHint | null = null;
  let sent = '';
  let delay = FIRST_DELAY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    timer = undefined;
    try {
      const fresh = connect();
      port = fresh;
      sent = '';
      fresh.onMessage.addListener((message) => {
        if (port !== fresh || !isState(message)) return;
        delay = FIRST_DELAY_MS;
        onState(message);
      });
      fresh.onDisconnect.addListener(() => {
        if (port !== fresh) return;
        port = null;
        // What was live may have ended meanwhile: show nothing rather than something old.
        onState(null);
        retry();
      });
      send();
    } catch {
      onGone();
    }
  }

  function retry(): void {
    if (signal.aborted || hint === null) return;
    timer = setTimeout(open, delay);
    delay = Math.min(delay * 2, LONGEST_DELAY_MS);
  }

  function send(): void {
    const text = JSON.stringify(hint);
    if (!port || hint === null || text === sent) return;
    sent = text;
    port.postMessage(hint);
  }

  function close(): void {
    clearTimeout(timer);
    timer = undefined;
    const last = port;
    port = null;
    last?.disconnect();
  }

  signal.addEventListener('abort', close);
  return {
    show(next) {
      if (signal.aborted) return;
      hint = next;
      if (hint === null) close();
      else if (port) {
        try {
          send();
        } catch {
          onGone();
        }
      } else if (timer === undefined) open();
    },
  };
}

/** Only the background can write to the port; a newer one may say more than we know. */
function isState(message: unknown): message is PageState {
  return typeof message === 'object' && message !== null && (message as { type?: unknown }).type === 'state';
}
