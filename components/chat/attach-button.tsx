import { ChartBarBig, Clock, File as FileIcon, Image, Paperclip } from 'lucide';
import { useRef } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import { Icon } from '../ui/icon.tsx';

/** The paperclip left of the field, with what can be attached. */
export function AttachButton(props: {
  texts: Texts;
  onFiles: (files: File[]) => void;
  onPoll: () => void;
  /** Puts off what is written; null while there is nothing to put off. */
  onLater: (() => void) | null;
}) {
  const { texts, onFiles, onPoll, onLater } = props;
  const menu = useRef<HTMLDivElement>(null);
  const photos = useRef<HTMLInputElement>(null);
  const anything = useRef<HTMLInputElement>(null);

  function choose(input: HTMLInputElement | null) {
    menu.current?.hidePopover();
    input?.click();
  }
  function take(input: HTMLInputElement) {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  }
  const field = { type: 'file', multiple: true, hidden: true, tabIndex: -1 } as const;
  return (
    <div class="attach">
      <button
        type="button"
        class="icon-button attach-button"
        aria-label={texts.files.attach}
        popovertarget="attach-menu"
      >
        <Icon icon={Paperclip} />
      </button>
      <div ref={menu} id="attach-menu" class="attach-menu" popover="auto">
        <button type="button" onClick={() => choose(photos.current)}>
          <Icon icon={Image} />
          {texts.files.photoOrVideo}
        </button>
        <button type="button" onClick={() => choose(anything.current)}>
          <Icon icon={FileIcon} />
          {texts.files.file}
        </button>
        <button
          type="button"
          onClick={() => {
            menu.current?.hidePopover();
            onPoll();
          }}
        >
          <Icon icon={ChartBarBig} />
          {texts.files.poll}
        </button>
        <button
          type="button"
          disabled={!onLater}
          onClick={() => {
            menu.current?.hidePopover();
            onLater?.();
          }}
        >
          <Icon icon={Clock} />
          {texts.later.action}
        </button>
      </div>
      <input
        ref={photos}
        {...field}
        class="attach-photos"
        accept="image/*,video/*"
        aria-label={texts.files.photoOrVideo}
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={anything}
        {...field}
        class="attach-files"
        aria-label={texts.files.file}
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  );
}
