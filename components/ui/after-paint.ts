/** When a page that draws no frames, because nobody sees it, goes on all the same, ms. */
const PATIENCE = 300;

/** Does something once what is there now has been painted; returns what calls it off. */
export function afterPaint(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    // A frame is painted after its callbacks.
    timer = setTimeout(work);
  });
  timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    work();
  }, PATIENCE);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
