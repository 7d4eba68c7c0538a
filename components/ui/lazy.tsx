import { CircleAlert } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CommonTexts } from '../../i18n/ru-common.ts';
import { Stage } from './stage.tsx';

type View<P> = (props: P) => ComponentChildren;

/** A view whose script is fetched when it is first shown; `load` fetches it before somebody asks, and never rejects. */
export type LazyView<P> = View<P> & { load: () => Promise<void> };

/** What stands in the place of a view whose script did not come: a file is gone after an update, or the disk failed. */
export function PartMissing({ texts, isPage }: { texts: CommonTexts; isPage: boolean }) {
  const retry = (
    <button type="button" class="button button-primary" onClick={() => location.reload()}>
      {texts.common.reload}
    </button>
  );
  if (!isPage) {
    return (
      <div class="lazy-failed" role="alert">
        <p>{texts.common.partMissingText}</p>
        {retry}
      </div>
    );
  }
  return (
    <main class="panel">
      <div role="alert">
        <Stage icon={CircleAlert} title={texts.common.partMissingTitle} text={texts.common.partMissingText}>
          {retry}
        </Stage>
      </div>
    </main>
  );
}

/**
 * A view that is not on the first screen. `load` is a dynamic import of it; `waiting` is drawn until it is there, by
 * default nothing, as fits a dialog. `isPage`: whether it fills the panel, and so what says that it did not come.
 * Once its script is there the view is drawn at once, without a step between.
 */
export function lazy<P extends { texts: CommonTexts }>(
  load: () => Promise<View<P>>,
  { isPage = false, waiting }: { isPage?: boolean; waiting?: View<P> } = {},
): LazyView<P> {
  let loaded: View<P> | undefined;
  let begun: Promise<void> | undefined;
  // A try that failed is forgotten: the next one that shows the view tries again.
  const begin = () => {
    begun ??= load().then(
      (view) => {
        loaded = view;
      },
      () => {
        begun = undefined;
      },
    );
    return begun;
  };
  function Lazy(props: P) {
    const [, redraw] = useState(0);
    const [hasFailed, setFailed] = useState(false);
    const Loaded = loaded;
    useEffect(() => {
      if (Loaded) return;
      // Its script may have come between the drawing and now: somebody else asked for it.
      if (loaded) return redraw(1);
      let isGone = false;
      void begin().then(() => {
        if (isGone) return;
        if (loaded) redraw(1);
        else setFailed(true);
      });
      return () => {
        isGone = true;
      };
    }, []);
    if (Loaded) return <Loaded {...props} />;
    if (hasFailed) return <PartMissing texts={props.texts} isPage={isPage} />;
    const Waiting = waiting;
    return Waiting ? <Waiting {...props} /> : null;
  }
  return Object.assign(Lazy, { load: begin });
}
