import { MessageSquare } from 'lucide';
import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Stage } from '../../components/ui/stage.tsx';
import type { ListTexts } from '../../i18n/ru-list.ts';

/** From this width on the list stands beside what is open: the panel in a tab of its own. */
const WIDE = '(min-width: 56rem)';

/** Whether there is room for the list beside what is open. */
export function useWide(): boolean {
  const [isWide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const changed = () => setWide(query.matches);
    query.addEventListener('change', changed);
    return () => query.removeEventListener('change', changed);
  }, []);
  return isWide;
}

/**
 * The list, and beside it what is open where there is room; else what is open over it. What is open keeps its place
 * in the tree, and so its state, when the window becomes wide or narrow.
 */
export function Panes(props: {
  texts: ListTexts;
  isWide: boolean;
  side: ComponentChildren;
  children: ComponentChildren;
}) {
  const { texts, isWide, side } = props;
  return (
    <div class={isWide ? 'panes' : 'pane'}>
      {(isWide || !side) && props.children}
      <Fragment key="side">{side ?? (isWide && <NothingOpen texts={texts} />)}</Fragment>
    </div>
  );
}

/** Beside the list while no chat is open. */
function NothingOpen({ texts }: { texts: ListTexts }) {
  return (
    <main class="panel">
      <Stage icon={MessageSquare} title={texts.list.chooseChat} />
    </main>
  );
}
