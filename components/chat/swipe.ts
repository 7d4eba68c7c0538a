/** How far a finger goes to the left for a swipe, px, and how little up or down. */
const FAR = 60;
const ALONG = 30;

/** Handlers that call back when a finger swipes an element to the left; where it ended, px. */
export function swipeLeft(onSwipe: (x: number, y: number) => void) {
  let start: { x: number; y: number } | null = null;
  return {
    onPointerDown: (event: PointerEvent) => {
      start = event.pointerType === 'mouse' ? null : { x: event.clientX, y: event.clientY };
    },
    onPointerMove: (event: PointerEvent) => {
      if (!start || start.x - event.clientX < FAR) return;
      const isAlong = Math.abs(start.y - event.clientY) < ALONG;
      start = null;
      if (isAlong) onSwipe(event.clientX, event.clientY);
    },
    onPointerCancel: () => {
      start = null;
    },
  };
}
