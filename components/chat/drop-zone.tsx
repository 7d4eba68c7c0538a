import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';

const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false;

/** Takes files that are dropped on a chat or pasted into it. */
export function DropZone(props: { texts: Texts; onFiles: (files: File[]) => void; children: ComponentChildren }) {
  const [isOver, setIsOver] = useState(false);
  /** Entering a child comes before leaving its parent. */
  const depth = useRef(0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the paperclip does the same by keyboard
    <div
      class="drop-zone"
      onPaste={(event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0) return;
        event.preventDefault();
        props.onFiles(files);
      }}
      onDragEnter={(event) => {
        if (!hasFiles(event.dataTransfer)) return;
        depth.current++;
        setIsOver(true);
      }}
      onDragOver={(event) => {
        if (hasFiles(event.dataTransfer)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (hasFiles(event.dataTransfer) && --depth.current <= 0) setIsOver(false);
      }}
      onDrop={(event) => {
        depth.current = 0;
        setIsOver(false);
        if (!hasFiles(event.dataTransfer)) return;
        event.preventDefault();
        props.onFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {props.children}
      {isOver && <p class="drop-here">{props.texts.files.drop}</p>}
    </div>
  );
}
