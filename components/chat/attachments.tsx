import { Download, FileArchive, File as FileIcon, FileText, ImageOff } from 'lucide';
import { useState } from 'preact/hooks';
import type { Outgoing } from '../../client/messages/outbox.ts';
import type { Texts } from '../../i18n/ru.ts';
import { fileSize } from '../../i18n/sizes.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import { Icon } from '../ui/icon.tsx';
import { lazy } from '../ui/lazy.tsx';
import { saving, useChatFiles, useFileUrl } from './chat-files.ts';
import { UploadPicture } from './upload-tray.tsx';
import { VoicePlayer } from './voice-player.tsx';

const Viewer = lazy(async () => (await import('./viewer.tsx')).Viewer);

type Photo = Extract<Attachment, { kind: 'photo' }>;
type Video = Extract<Attachment, { kind: 'video' }>;
type Plain = Extract<Attachment, { kind: 'file' }>;

function Thumbnail({
  texts,
  photo,
  onOpen,
  isOne,
}: {
  texts: Texts;
  photo: Photo;
  onOpen: () => void;
  isOne: boolean;
}) {
  const url = useFileUrl(photo.id, isOne ? 'medium' : 'small', { local: true });
  const [isBroken, setIsBroken] = useState(false);
  // The place is there before the picture: nothing jumps when it comes.
  const ratio = Math.min(2.2, Math.max(0.75, photo.width / photo.height));
  return (
    <button
      type="button"
      class="album-photo"
      style={isOne ? { aspectRatio: String(ratio), maxWidth: `${Math.max(96, photo.width)}px` } : undefined}
      aria-label={texts.files.openPhoto(photo.name)}
      onClick={onOpen}
    >
      {url && !isBroken ? (
        <img src={url} alt="" loading="lazy" onError={() => setIsBroken(true)} />
      ) : (
        isBroken && <Icon icon={ImageOff} />
      )}
    </button>
  );
}

function VideoBox({ texts, video }: { texts: Texts; video: Video }) {
  const url = useFileUrl(video.id, 'original', { local: true });
  const poster = useFileUrl(video.id, 'poster', { local: false });
  const ratio = video.width && video.height ? video.width / video.height : 16 / 9;
  return (
    <video
      class="video-box"
      style={{ aspectRatio: String(Math.max(0.6, ratio)) }}
      controls
      playsInline
      preload="metadata"
      aria-label={`${texts.files.video}: ${video.name}`}
      {...(url ? { src: video.hasPoster ? url : `${url}#t=0.1` } : {})}
      {...(poster ? { poster } : {})}
    />
  );
}

function FileRow({ texts, file }: { texts: Texts; file: Plain }) {
  const url = useFileUrl(file.id, 'original', { local: false });
  const icon = /zip|compressed|tar|rar/.test(file.mime)
    ? FileArchive
    : /pdf|document|text/.test(file.mime)
      ? FileText
      : FileIcon;
  return (
    <a class="file-row" {...saving(url, file.name)}>
      <span class="file-sign">
        <Icon icon={icon} />
      </span>
      <span class="file-text">
        <span class="file-name">{file.name}</span>
        <span class="file-size">
          {fileSize(texts, file.size)} · {texts.files.download}
        </span>
      </span>
      <Icon icon={Download} class="file-download" />
    </a>
  );
}

/** What hangs on a message: photos as an album, then films, voices and files. */
export function Attachments({ texts, attachments }: { texts: Texts; attachments: Attachment[] }) {
  const [opened, setOpened] = useState<number | null>(null);
  const photos = attachments.filter((one): one is Photo => one.kind === 'photo');
  return (
    <div class="attachments">
      {photos.length > 0 && (
        <div class="album" data-count={Math.min(photos.length, 4)}>
          {photos.map((photo, index) => (
            <Thumbnail
              key={photo.id}
              texts={texts}
              photo={photo}
              isOne={photos.length === 1}
              onOpen={() => setOpened(index)}
            />
          ))}
        </div>
      )}
      {attachments.map((one) => {
        if (one.kind === 'video') return <VideoBox key={one.id} texts={texts} video={one} />;
        if (one.kind === 'voice') return <VoicePlayer key={one.id} texts={texts} voice={one} />;
        return one.kind === 'file' ? <FileRow key={one.id} texts={texts} file={one} /> : null;
      })}
      {opened !== null && <Viewer texts={texts} photos={photos} start={opened} onClose={() => setOpened(null)} />}
    </div>
  );
}

/** The same for a message that is on its way: what of its files is here. */
export function OutgoingAttachments({ texts, outgoing }: { texts: Texts; outgoing: Outgoing }) {
  const files = useChatFiles();
  const uploads = files?.uploads.filter((one) => outgoing.uploads?.includes(one.id)) ?? [];
  if (uploads.length === 0) return null;
  return (
    <ul class="attachments">
      {uploads.map((upload) => {
        const percent = upload.attachment ? 100 : Math.floor((upload.sent / Math.max(1, upload.size)) * 100);
        return (
          <li key={upload.id} class="file-row">
            <UploadPicture upload={upload} />
            <span class="file-text">
              <span class="file-name">{upload.voice ? texts.files.voice : upload.name}</span>
              {upload.attachment || upload.failed ? (
                <span class="file-size">{fileSize(texts, upload.size)}</span>
              ) : (
                <progress max={100} value={percent} aria-label={texts.files.uploading(upload.name, percent)} />
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
