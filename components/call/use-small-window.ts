import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallFlow } from '../../client/call/flow.ts';
import type { CallRoom } from '../../client/call/room.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';

/** Whether this browser can show a call above other windows; a video's own way is Chromium's and Safari's. */
const canOpen = () => 'documentPictureInPicture' in window || document.pictureInPictureEnabled === true;

/** The small window of a call: closed with the call. `open` is undefined where the browser has none. */
export function useSmallWindow(texts: CallTexts, flow: CallFlow, room: CallRoom) {
  const [isOpen, setOpen] = useState(false);
  const close = useRef<(() => void) | null>(null);
  useEffect(() => () => close.current?.(), []);
  async function open(): Promise<void> {
    const { openSmallWindow } = await import('./small-window.tsx');
    const closed = () => {
      close.current = null;
      setOpen(false);
    };
    close.current = await openSmallWindow({ texts, flow, room }, closed);
    setOpen(close.current !== null);
  }
  return { isOpen, open: canOpen() ? () => void open().catch(() => undefined) : undefined };
}
