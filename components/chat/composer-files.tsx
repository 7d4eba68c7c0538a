import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { OutgoingExtra } from '../../client/messages/outbox.ts';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import { MAX_ATTACHMENTS } from '../../protocol/attachments.ts';
import { lazy } from '../ui/lazy.tsx';
import { AttachButton } from './attach-button.tsx';
import { useChatFiles } from './chat-files.ts';
import { UploadTray } from './upload-tray.tsx';
import { VoiceRecorder } from './voice-recorder.tsx';

const PollDialog = lazy(async () => (await import('./poll-dialog.tsx')).PollDialog);

export interface ComposerFiles {
  /** Above the field: what is attached, and what went wrong. */
  above: ComponentChildren;
  /** Left of it: the paperclip. */
  left: (onLater: (() => void) | null) => ComponentChildren;
  /** In the place of «Отправить» while there is nothing to send: the microphone. */
  microphone: ComponentChildren;
  /** Whether there is something to send without a text. */
  isFilled: boolean;
  extra: Pick<OutgoingExtra, 'uploads'>;
}

const NOTHING: ComposerFiles = { above: null, left: () => null, microphone: null, isFilled: false, extra: {} };

/** What the field for a message has of files: the same in a chat of any kind; nothing while a message is edited. */
export function useComposerFiles(texts: Texts): ComposerFiles {
  const files = useChatFiles();
  const [error, setError] = useState<ClientErrorCode | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const [isPolling, setIsPolling] = useState(false);
  if (!files) return NOTHING;
  const guard = (work: Promise<void>) =>
    work
      .then(() => setError(null))
      .catch((reason) => setError(reason instanceof ClientError ? reason.code : 'internal'));
  const { tray } = files;
  const usable = tray.filter((upload) => !upload.failed).slice(0, MAX_ATTACHMENTS);
  return {
    above: (
      <>
        <UploadTray texts={texts} uploads={tray} files={files} />
        {(error || isAsking) && (
          <p class="composer-problem error-line" role="alert">
            {error ? errorText(texts, error) : texts.files.askMicrophone}
          </p>
        )}
        {isPolling && <PollDialog texts={texts} onCreate={files.sendPoll} onClose={() => setIsPolling(false)} />}
      </>
    ),
    left: (onLater) => (
      <AttachButton
        texts={texts}
        onLater={onLater}
        onFiles={(chosen) => void guard(files.addAll(chosen))}
        onPoll={() => setIsPolling(true)}
      />
    ),
    microphone: (
      <VoiceRecorder
        texts={texts}
        onVoice={(blob, voice) => {
          setIsAsking(false);
          void guard(files.sendVoice(blob, voice));
        }}
        onRefused={() => {
          setIsAsking(true);
          files.onAskMicrophone();
        }}
      />
    ),
    isFilled: usable.length > 0,
    extra: usable.length > 0 ? { uploads: usable.map(({ id }) => id) } : {},
  };
}
