import type { Route } from './rule.ts';

/** What a page of this route has too few or too many of, one line each; empty when the rule still fits the page. */
export function healthFaults(route: Route, page: ParentNode): string[] {
  return route.health.flatMap(({ selector, min, max }) => {
    const count = page.querySelectorAll(selector).length;
    return count < min || count > max ? [`${selector}: ${count}, expected ${min} to ${max}`] : [];
  });
}
