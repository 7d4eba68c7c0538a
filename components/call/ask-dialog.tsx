import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CallTexts } from '../../i18n/ru-call.ts';

/** Asks once more before something that is not easily undone. `children`: the button that does it. */
export function AskDialog(props: {
  texts: CallTexts;
  title: string;
  text?: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="call-dialog" aria-labelledby={title} onClose={props.onClose}>
      <h2 id={title}>{props.title}</h2>
      {props.text && <p>{props.text}</p>}
      <div>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {props.texts.common.cancel}
        </button>
        {props.children}
      </div>
    </dialog>
  );
}
