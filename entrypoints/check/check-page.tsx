import '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { type CheckLine, runCheck } from '../../client/call/check.ts';
import { createDevices } from '../../client/call/devices.ts';
import { keptChoices } from '../../client/call/kept-choices.ts';
import { whenOnline } from '../../client/connection.ts';
import { type Core, createCore } from '../../client/core.ts';
import type { Session } from '../../client/session/session.ts';
import { CheckView } from '../../components/call/check-view.tsx';
import type { Texts } from '../../i18n/ru.ts';
import { useApp } from '../extension/use-app.ts';

/** The check over this page's own socket. */
function checkWith({ serverUrl, connection }: Core) {
  return runCheck({
    serverUrl,
    online: () => whenOnline(connection),
    ticket: () => connection.call('call:check', {}),
    checkMedia: async (ticket, only) => (await import('../../client/call/check-media.ts')).checkMedia(ticket, only),
  });
}

function useDevices() {
  const [devices] = useState(() => createDevices(keptChoices));
  useEffect(() => {
    void devices.open();
    return devices.close;
  }, [devices]);
  return devices;
}

/** «Проверка связи», a tab of its own. */
export function CheckPage({ texts, session }: { texts: Texts; session: Session }) {
  const devices = useDevices();
  const state = session.state.value;
  const app = useApp(session, createCore);
  const [check, setCheck] = useState<ReturnType<typeof runCheck> | null>(null);
  const [isRunning, setRunning] = useState(true);
  function begin(core: Core) {
    const next = checkWith(core);
    setCheck(next);
    setRunning(true);
    void next.done.then(() => setRunning(false));
  }
  useEffect(() => {
    if (app) begin(app);
  }, [app]);
  if (state.kind === 'loading') return null;
  const isSignedOut = state.kind !== 'ready';
  const lines: CheckLine[] = check?.lines.value ?? [];
  return (
    <CheckView
      {...{ texts, lines, devices, isSignedOut }}
      serverUrl={app?.serverUrl}
      isRunning={!isSignedOut && isRunning}
      onAgain={() => app && begin(app)}
    />
  );
}
