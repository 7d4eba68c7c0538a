/** Text that is markup already. */
export interface Html {
  html: string;
}

type Part = string | number | null | Html | readonly Html[];

/** Markup from a template: what is put in is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.reduce((text, piece, index) => text + toHtml(parts[index - 1] ?? null) + piece) };
}

/** Markup that is known to be safe as it is. */
export function raw(markup: string): Html {
  return { html: markup };
}

function toHtml(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') {
    return part.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  }
  return 'html' in part ? part.html : part.map(toHtml).join('');
}
