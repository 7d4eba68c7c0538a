import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../protocol/people.ts';
import { browser } from '../extension/browser.ts';
import { coveringName, onCover, readCover } from '../extension/cover.ts';

/** The name in the diary beside the panel when it is somebody else's; undefined while that is being found out. */
export function useCover(me: Me | null): string | null | undefined {
  const [name, setName] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    if (!me) {
      setName(undefined);
      return;
    }
    let ended = false;
    async function look(person: Me) {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      const state = await readCover();
      if (!ended) setName(coveringName(state, tab?.id, person));
    }
    const again = () => void look(me);
    again();
    const stop = onCover(again);
    browser.tabs.onActivated.addListener(again);
    return () => {
      ended = true;
      stop();
      browser.tabs.onActivated.removeListener(again);
    };
  }, [me]);
  return name;
}
