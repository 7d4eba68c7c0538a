export interface Host {
  /** Goes into the page: no text, no attribute, nothing to tell. */
  element: HTMLElement;
  button: HTMLButtonElement;
}

const sheets = new Map<string, CSSStyleSheet>();

/**
 * A tiny element with a closed shadow root and one button in it. `press` runs only for a person's own click: what a
 * page's script dispatches is not trusted (S3).
 */
export function createHost(page: Document, css: string, press: () => void): Host {
  const element = page.createElement('span');
  const root = element.attachShadow({ mode: 'closed' });
  applyStyle(page, root, css);
  const button = page.createElement('button');
  button.type = 'button';
  button.addEventListener('click', (event) => {
    // The diary's row opens something of its own on a click.
    event.stopPropagation();
    if (event.isTrusted) press();
  });
  root.append(button);
  return { element, button };
}

/** One sheet for all rows where the browser lets a content script share it; Firefox does not. */
function applyStyle(page: Document, root: ShadowRoot, css: string): void {
  try {
    let sheet = sheets.get(css);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      sheets.set(css, sheet);
    }
    root.adoptedStyleSheets = [sheet];
  } catch {
    const style = page.createElement('style');
    style.textContent = css;
    root.append(style);
  }
}
