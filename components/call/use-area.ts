import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Area } from '../../client/call/layout.ts';

/** An element's size, px of a text of 16 px, so that larger text makes fewer and larger tiles. */
export function useArea<E extends HTMLElement>(): [RefObject<E | null>, Area] {
  const element = useRef<E>(null);
  const [area, setArea] = useState<Area>({ width: 1000, height: 600 });
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => {
      const scale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
      setArea({ width: current.clientWidth / scale, height: current.clientHeight / scale });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, area];
}
