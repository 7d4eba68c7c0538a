import { effect } from '@preact/signals-core';
import { type App, startMessenger } from '../../client/app.ts';
import type { Core, CoreDeps } from '../../client/core.ts';
import type { SaveFile } from '../../components/call/call-view.tsx';
import { shortName } from '../../i18n/names.ts';

/** What sends files, over a page's own core: it goes on as long as the page does. */
const messengers = new WeakMap<Core, Promise<App>>();

/** Sends a file into a chat. From then on any page of the person goes on with it, as with every file. */
export async function saveFile(
  { core, session }: { core: Core; session: CoreDeps['session'] },
  ...[{ chatId, text, name }, file, onSent]: Parameters<SaveFile>
): Promise<void> {
  const started = messengers.get(core) ?? startMessenger({ ...core, close: () => {} }, { session, shortName });
  messengers.set(core, started);
  const { uploads, outbox } = await started;
  const id = await uploads.add(chatId, file, { name });
  try {
    await outbox.send(chatId, text, { uploads: [id] });
  } catch (error) {
    await uploads.remove(id);
    throw error;
  }
  await uploads.queued([id]);
  const stop = effect(() => {
    const entry = uploads.list.value.find((one) => one.id === id);
    const isSent = !entry || entry.attachment !== null;
    onSent(isSent ? 1 : Math.min(0.99, entry.sent / entry.size));
    if (isSent) queueMicrotask(() => stop());
  });
}
