import { useSignal, useSignalEffect } from '@preact/signals';
import { type App, createApp } from '../../client/app.ts';
import type { Session } from '../../client/session/session.ts';
import { shortName } from '../../i18n/names.ts';

/** The application of whoever is signed in, started and ended with the person; null while there is none. */
export function useApp(session: Session): App | null {
  const app = useSignal<App | null>(null);
  useSignalEffect(() => {
    const state = session.state.value;
    const personId = state.kind === 'ready' ? state.person.id : null;
    if (app.peek()?.personId === personId) return;
    app.peek()?.close();
    app.value = null;
    if (!personId) return;
    void createApp({ session, personId, shortName }).then((started) => {
      const now = session.state.peek();
      if (now.kind === 'ready' && now.person.id === personId && !app.peek()) app.value = started;
      else started.close();
    });
  });
  return app.value;
}
