/**
 * Runs what a right press asks for when its button is up. Firefox on Linux and macOS asks while the button is still
 * down, and takes the release for a press beside a popover that is open by then. By the keyboard: at once.
 */
export function afterRelease(asked: MouseEvent, work: () => void): void {
  if (asked.buttons === 0) work();
  else window.addEventListener('mouseup', work, { once: true });
}
