import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Texts } from '../../i18n/ru.ts';
import { Icon } from './icon.tsx';

/** A native modal dialog with a title: Escape and a press beside it close it, the browser gives the focus back. */
export function Dialog(props: { texts: Texts; title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape, and the button
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={title}
      onClose={props.onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-header">
          <h2 id={title}>{props.title}</h2>
          <button
            type="button"
            class="icon-button"
            aria-label={props.texts.common.close}
            onClick={() => dialog.current?.close()}
          >
            <Icon icon={X} />
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}
