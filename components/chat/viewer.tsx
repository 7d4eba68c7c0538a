import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import type { Attachment } from '../../protocol/attachments.ts';
import { Icon } from '../ui/icon.tsx';
import { saving, useFileUrl } from './chat-files.ts';

type Photo = Extract<Attachment, { kind: 'photo' }>;

/** A finger that moved this far sideways, px, turns the page. */
const SWIPE = 50;

/** How far a key moves a zoomed picture, px, and where each key does: left, down. */
const MOVE = 80;
const MOVES: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Photos of a message, one at a time: arrows, zoom, save, swipe; Escape closes, as in any dialog. */
export function Viewer(props: { texts: Texts; photos: Photo[]; start: number; onClose: () => void }) {
  const { texts, photos } = props;
  const [at, setAt] = useState(props.start);
  const [isZoomed, setIsZoomed] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const from = useRef<number | null>(null);
  const photo = photos[at];
  const url = useFileUrl(photo?.id ?? '', 'large', { local: true });
  const saved = useFileUrl(photo?.id ?? '', 'large', { local: false });
  useEffect(() => dialog.current?.showModal(), []);

  function show(next: number) {
    if (!photos[next] || next === at) return;
    setIsZoomed(false);
    setAt(next);
  }
  const turn = (step: number) => show(at + step);

  /** Arrows turn the page, or move a picture that is larger than the screen; plus and minus zoom. */
  function handleKey(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const move = isZoomed && MOVES[event.code];
    if (move) stage.current?.scrollBy({ left: move[0] * MOVE, top: move[1] * MOVE });
    else if (event.code === 'ArrowLeft') turn(-1);
    else if (event.code === 'ArrowRight') turn(1);
    else if (event.code === 'Home') show(0);
    else if (event.code === 'End') show(photos.length - 1);
    else if (event.code === 'Equal' || event.code === 'NumpadAdd') setIsZoomed(true);
    else if (event.code === 'Minus' || event.code === 'NumpadSubtract') setIsZoomed(false);
    else return;
    // What the browser would do with the key, it would do a second time.
    event.preventDefault();
  }
  const zoomIcon = isZoomed ? ZoomOut : ZoomIn;
  return (
    <dialog ref={dialog} class="viewer" aria-label={texts.files.viewer} onClose={props.onClose} onKeyDown={handleKey}>
      <header class="viewer-header">
        <p>
          {photo?.name}
          {photos.length > 1 && ` · ${texts.files.position(at + 1, photos.length)}`}
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label={isZoomed ? texts.files.unzoom : texts.files.zoom}
          onClick={() => setIsZoomed(!isZoomed)}
        >
          <Icon icon={zoomIcon} />
        </button>
        <a class="icon-button" {...saving(saved, photo?.name, texts.files.download)}>
          <Icon icon={Download} />
        </a>
        <button
          type="button"
          class="icon-button"
          aria-label={texts.common.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon icon={X} />
        </button>
      </header>
      <div
        ref={stage}
        class={isZoomed ? 'viewer-stage is-zoomed' : 'viewer-stage'}
        onPointerDown={(event) => {
          from.current = event.clientX;
        }}
        onPointerUp={(event) => {
          const moved = event.clientX - (from.current ?? event.clientX);
          from.current = null;
          if (!isZoomed && Math.abs(moved) > SWIPE) turn(moved > 0 ? -1 : 1);
        }}
      >
        {url && photo && <img key={photo.id} src={url} alt={photo.name} draggable={false} />}
      </div>
      {photos.length > 1 && (
        <>
          <button
            type="button"
            class="viewer-turn is-back"
            aria-label={texts.files.previous}
            disabled={at === 0}
            onClick={() => turn(-1)}
          >
            <Icon icon={ChevronLeft} />
          </button>
          <button
            type="button"
            class="viewer-turn"
            aria-label={texts.files.next}
            disabled={at === photos.length - 1}
            onClick={() => turn(1)}
          >
            <Icon icon={ChevronRight} />
          </button>
        </>
      )}
    </dialog>
  );
}
