import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { App } from '../../client/app.ts';
import { blockIn } from '../../client/chats/rights.ts';
import { partKey } from '../../client/polls/polls.ts';
import { type ChatFiles, FilesContext } from '../../components/chat/chat-files.ts';
import { DropZone } from '../../components/chat/drop-zone.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import { browser } from '../extension/browser.ts';

function askMicrophone(): void {
  const url = browser.runtime.getURL('/microphone.html' as '/sidepanel.html');
  void browser.windows.create({ url, type: 'popup', width: 440, height: 420 });
}

/** What one does with files and polls of a chat. */
function verbsOf(app: App, chatId: string) {
  const { uploads, outbox, polls, links } = app;
  return {
    async addAll(files: File[]) {
      for (const file of files) await uploads.add(chatId, file, { name: file.name });
    },
    pause: (id: string) => void uploads.pause(id).catch(() => {}),
    resume: (id: string) => void uploads.resume(id).catch(() => {}),
    remove: (id: string) => void uploads.remove(id).catch(() => {}),
    async sendVoice(blob, voice) {
      const id = await uploads.add(chatId, blob, {
        name: `voice.${blob.type.includes('ogg') ? 'ogg' : 'webm'}`,
        voice,
      });
      await outbox.send(chatId, '', { uploads: [id] });
      await uploads.queued([id]);
    },
    onAskMicrophone: askMicrophone,
    want: (fileId: string) => links.want(chatId, fileId),
    blobOf: uploads.blobOf,
    sendPoll: (poll) => outbox.send(chatId, '', { poll }),
    look: (ordinal: number, version: string) => polls.look(chatId, ordinal, version),
    vote: (ordinal: number, options: number[]) => void polls.vote(chatId, ordinal, options),
    closePoll: (ordinal: number) => void polls.closePoll(chatId, ordinal),
  } satisfies Partial<ChatFiles>;
}

/** Gives a chat's screen its files and polls, and takes what is dropped on it or pasted. */
export function WithFiles(props: { texts: Texts; app: App; chat: Chat; children: ComponentChildren }) {
  const { app, chat } = props;
  const verbs = useMemo(() => verbsOf(app, chat.id), [app, chat.id]);
  const uploads = app.uploads.list.value.filter((upload) => upload.chatId === chat.id);
  const carried = new Set(app.outbox.entries.value.flatMap((entry) => entry.uploads ?? []));
  const known = app.links.known.value;
  const parts = app.polls.parts.value;
  const files: ChatFiles = {
    ...verbs,
    uploads,
    tray: uploads.filter((upload) => !upload.isQueued && !upload.voice && !carried.has(upload.id)),
    isOnline: app.connection.status.value.kind === 'online',
    isChief: chat.role !== 'member',
    urlsOf: (fileId) => known.get(fileId),
    partOf: (ordinal) => parts.get(partKey(chat.id, ordinal)),
  };
  /** Nothing is taken where one cannot write: there is no tray to see it in. */
  function take(chosen: File[]) {
    const { me, calls } = app.chats.state.value;
    if (me && blockIn(chat, me, Date.now(), calls.get(chat.id))) return;
    void verbs.addAll(chosen).catch(() => {});
  }
  // A file that is dropped beside the chat must not replace the page.
  useEffect(() => {
    const keep = (event: DragEvent) => event.preventDefault();
    window.addEventListener('dragover', keep);
    window.addEventListener('drop', keep);
    return () => {
      window.removeEventListener('dragover', keep);
      window.removeEventListener('drop', keep);
    };
  }, []);
  return (
    <FilesContext.Provider value={files}>
      <DropZone texts={props.texts} onFiles={take}>
        {props.children}
      </DropZone>
    </FilesContext.Provider>
  );
}
