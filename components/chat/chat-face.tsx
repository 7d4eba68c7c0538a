import { Camera, Trash2 } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { UploadPicture } from '../../client/files/picture.ts';
import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import { MAX_TITLE_LENGTH } from '../../protocol/own-chats.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { Icon } from '../ui/icon.tsx';
import { useBlobUrl } from './chat-files.ts';

/** What a chat looks like: `picture` is a file's id, null for none. */
export interface Face {
  title: string;
  picture: string | null;
}

/** A picture that is chosen and on its way: its bytes are shown at once. */
export function usePicture(texts: Texts, upload: UploadPicture, onDone: (id: string) => void) {
  const [blob, setBlob] = useState<Blob>();
  const [isUploading, setUploading] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const control = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => control.current?.abort(), []);
  async function choose(file: Blob) {
    control.current?.abort();
    const mine = new AbortController();
    control.current = mine;
    setBlob(file);
    setProblem(null);
    setUploading(true);
    try {
      const id = await upload(file, mine.signal);
      if (!mine.signal.aborted) onDone(id);
    } catch (error) {
      if (mine.signal.aborted) return;
      setBlob(undefined);
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
    } finally {
      if (control.current === mine) setUploading(false);
    }
  }
  function clear() {
    control.current?.abort();
    setBlob(undefined);
    setUploading(false);
  }
  return { blob, isUploading, problem, choose: (file: Blob) => void choose(file), clear };
}

/** Title and picture of a chat, as fields of a form. */
export function ChatFace(props: {
  texts: Texts;
  chatId: string;
  face: Face;
  picture: ReturnType<typeof usePicture>;
  isFocused: boolean;
  onFace: (face: Face) => void;
}) {
  const { texts, face, picture } = props;
  const words = texts.ownChats;
  const input = useRef<HTMLInputElement>(null);
  const url = useBlobUrl(picture.blob);
  const hasPicture = picture.blob !== undefined || face.picture !== null;
  const shown = { id: props.chatId, kind: 'own' as const, ...(face.picture ? { picture: face.picture } : {}) };
  return (
    <div class="chat-face">
      <div class="chat-face-picture">
        <button
          type="button"
          class="chat-face-choose"
          aria-label={hasPicture ? words.changePicture : words.choosePicture}
          onClick={() => input.current?.click()}
        >
          {url ? (
            <img class="chat-face-image" src={url} alt="" />
          ) : (
            <ChatAvatar chat={shown} title={face.title.trim()} size={64} />
          )}
          <span class="chat-face-sign">
            <Icon icon={Camera} />
          </span>
        </button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          class="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) picture.choose(file);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <div class="chat-face-title">
        <label class="chat-face-label">
          {words.name}
          <input
            class="field"
            type="text"
            autocomplete="off"
            // biome-ignore lint/a11y/noAutofocus: a page that was opened to write a title
            autoFocus={props.isFocused}
            maxLength={MAX_TITLE_LENGTH}
            value={face.title}
            onInput={(event) => props.onFace({ ...face, title: event.currentTarget.value })}
          />
        </label>
        {hasPicture && (
          <button
            type="button"
            class="link-button chat-face-remove"
            onClick={() => {
              picture.clear();
              props.onFace({ ...face, picture: null });
            }}
          >
            <Icon icon={Trash2} />
            {words.removePicture}
          </button>
        )}
      </div>
      <p class={picture.problem ? 'error-line chat-face-note' : 'chat-face-note'} role="status">
        {picture.problem ?? (picture.isUploading ? words.pictureUploading : '')}
      </p>
    </div>
  );
}
