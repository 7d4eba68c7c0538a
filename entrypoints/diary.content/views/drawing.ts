import { HeadphoneOff, Headphones, MessageSquare } from 'lucide';

const SVG = 'http://www.w3.org/2000/svg';

export function headphonesDrawing(page: Document): SVGElement {
  return draw(page, Headphones);
}

/** For whom the lesson is not. */
export function noHeadphonesDrawing(page: Document): SVGElement {
  return draw(page, HeadphoneOff);
}

export function messagesDrawing(page: Document): SVGElement {
  return draw(page, MessageSquare);
}

function draw(page: Document, shapes: typeof Headphones): SVGElement {
  const svg = page.createElementNS(SVG, 'svg');
  const attributes = {
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.9',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  };
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, value);
  for (const [tag, shape] of shapes) {
    const child = page.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(shape)) child.setAttribute(name, String(value));
    svg.append(child);
  }
  return svg;
}
