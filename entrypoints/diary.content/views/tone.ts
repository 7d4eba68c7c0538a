/** Whether ours will stand on a dark or a light surface of the page: diaries have both, and no theme tells us. */
export function toneAt(anchor: Element): 'light' | 'dark' {
  for (let element: Element | null = anchor.parentElement; element; element = element.parentElement) {
    const [red, green, blue, alpha = 1] = (getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? []).map(
      Number,
    );
    if (red === undefined || green === undefined || blue === undefined || alpha < 0.5) continue;
    return luminance(red, green, blue) < 0.3 ? 'dark' : 'light';
  }
  return 'light';
}

/** Relative luminance of sRGB 0-255, as WCAG counts it: 0 black, 1 white. */
function luminance(...rgb: [number, number, number]): number {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
