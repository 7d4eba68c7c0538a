import { CircleAlert, File as FileIcon, Film, Mic, Pause, Play, RotateCcw, X } from 'lucide';
import type { Uploading } from '../../client/files/uploads.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import { fileSize } from '../../i18n/sizes.ts';
import { Icon } from '../ui/icon.tsx';
import { type ChatFiles, useBlobUrl } from './chat-files.ts';

const percentOf = ({ sent, size, attachment }: Uploading) =>
  attachment ? 100 : Math.min(99, Math.floor((sent / Math.max(1, size)) * 100));

/** A chosen file as a small picture or sign. */
export function UploadPicture({ upload }: { upload: Uploading }) {
  const url = useBlobUrl(upload.type.startsWith('image/') ? upload.blob : undefined);
  if (url) return <img class="upload-picture" src={url} alt="" />;
  const icon = upload.voice ? Mic : upload.type.startsWith('video/') ? Film : FileIcon;
  return (
    <span class="upload-picture">
      <Icon icon={icon} />
    </span>
  );
}

function State({ texts, upload, isOnline }: { texts: Texts; upload: Uploading; isOnline: boolean }) {
  if (upload.failed) return <span class="upload-state error-line">{errorText(texts, upload.failed)}</span>;
  if (upload.attachment) return <span class="upload-state">{fileSize(texts, upload.size)}</span>;
  if (upload.isPaused) return <span class="upload-state">{texts.files.paused}</span>;
  if (!isOnline) return <span class="upload-state">{texts.files.waiting}</span>;
  return (
    <span class="upload-state">
      {fileSize(texts, upload.sent)} / {fileSize(texts, upload.size)}
    </span>
  );
}

function Row({ texts, upload, files }: { texts: Texts; upload: Uploading; files: ChatFiles }) {
  const { id, name, attachment, failed, isPaused } = upload;
  const percent = percentOf(upload);
  return (
    <li class={failed ? 'upload is-failed' : 'upload'}>
      {failed ? (
        <span class="upload-picture">
          <Icon icon={CircleAlert} />
        </span>
      ) : (
        <UploadPicture upload={upload} />
      )}
      <div class="upload-text">
        <span class="upload-name">{name}</span>
        <State texts={texts} upload={upload} isOnline={files.isOnline} />
        {!attachment && !failed && (
          <progress max={100} value={percent} aria-label={texts.files.uploading(name, percent)} />
        )}
      </div>
      {!attachment && (
        <button
          type="button"
          class="icon-button"
          aria-label={failed ? texts.files.again(name) : isPaused ? texts.files.resume(name) : texts.files.pause(name)}
          onClick={() => (failed || isPaused ? files.resume(id) : files.pause(id))}
        >
          <Icon icon={failed ? RotateCcw : isPaused ? Play : Pause} />
        </button>
      )}
      <button type="button" class="icon-button" aria-label={texts.files.remove(name)} onClick={() => files.remove(id)}>
        <Icon icon={X} />
      </button>
    </li>
  );
}

/** What is attached and not sent yet, above the field. */
export function UploadTray({ texts, uploads, files }: { texts: Texts; uploads: Uploading[]; files: ChatFiles }) {
  if (uploads.length === 0) return null;
  return (
    <ul class="upload-tray" aria-label={texts.files.tray}>
      {uploads.map((upload) => (
        <Row key={upload.id} texts={texts} upload={upload} files={files} />
      ))}
    </ul>
  );
}
