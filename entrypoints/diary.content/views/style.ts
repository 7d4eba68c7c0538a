/**
 * Styles of what we put into a diary's page: they live in closed shadow roots only. `!important` on the host, because
 * the page's own rules for the element would win otherwise.
 */
const HOST = `
:host {
  all: initial !important;
  display: inline-flex !important;
  flex: none !important;
  vertical-align: middle !important;
  align-self: center !important;
}
button {
  --chip: #eceef5; --ink: #1b1d28; --muted: #5b6175; --press: #e0e3ec; --ring: #4150d6; --gap: #ffffff;
  position: relative; box-sizing: border-box; min-width: 36px; min-height: 36px; margin: 0; padding: 6px 8px;
  display: inline-flex; align-items: center; justify-content: center; gap: 6px;
  border: 1px solid transparent; border-radius: 10px; background: var(--chip); color: var(--ink);
  font: 600 13px/20px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums;
  cursor: pointer; transition: background-color 140ms ease-out; -webkit-tap-highlight-color: transparent;
}
button.on-dark {
  --chip: rgb(255 255 255 / .18); --ink: #ffffff; --muted: #e0e3ec; --press: rgb(255 255 255 / .3);
  --ring: #ffffff; --gap: #14161c;
}
button:hover { background: var(--press); }
button:focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; box-shadow: 0 0 0 2px var(--gap); }
button.live, button.live:hover { background: #127a45; color: #ffffff; }
button[aria-disabled], button[aria-disabled]:hover { color: var(--muted); background: transparent; cursor: not-allowed; }
svg { width: 20px; height: 20px; flex: none; display: block; }
@media (prefers-reduced-motion: reduce) { button { transition: none; } }
@media (forced-colors: active) {
  button { border-color: ButtonText; }
  button.live { border-width: 3px; }
  button[aria-disabled] { color: GrayText; border-color: GrayText; }
}
@media print { :host { display: none !important; } }
`;

const ICON = `
:host { margin: 0 12px !important; }
.count {
  position: absolute; top: -7px; right: -9px; box-sizing: border-box; min-width: 20px; padding: 0 5px;
  border: 1px solid #ffffff; border-radius: 14px; background: #4150d6; color: #ffffff;
  font: 600 12px/18px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; text-align: center;
}
.count[hidden] { display: none; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) { .count { border-color: ButtonText; } }
`;

const FLOATING = `
:host {
  position: fixed !important; right: max(16px, env(safe-area-inset-right)) !important;
  bottom: max(16px, env(safe-area-inset-bottom)) !important; margin: 0 !important; z-index: 2147483000 !important;
}
button, button.on-dark {
  --ring: #4150d6; --gap: #ffffff;
  min-width: 52px; min-height: 52px; border-radius: 16px; border-color: #ffffff; background: #4150d6; color: #ffffff;
}
button:hover { background: #3541b4; }
button:focus-visible { outline-offset: 4px; box-shadow: 0 0 0 4px var(--gap); }
svg { width: 24px; height: 24px; }
.count { background: #ffffff; color: #4150d6; border-color: #4150d6; }
`;

/** Room for the head count is kept, so that nothing moves when a lesson begins. */
const ROW = ':host { margin: 0 8px !important; min-width: 64px !important; }';

export const STYLES = { icon: HOST + ICON, floating: HOST + ICON + FLOATING, row: HOST + ROW };
