import type { DiaryRule, Route } from './rule.ts';

/** The rule and the route of a page. */
export interface Place {
  rule: DiaryRule;
  route: Route;
}

/** The same rule, tried on more hosts (match patterns of the browser): the demo's. */
export function withMatches(rule: DiaryRule, matches: readonly string[]): DiaryRule {
  return { ...rule, match: [...rule.match, ...matches] };
}

/** Which rule and route a page belongs to; null for a page that is none of ours, a sign-in page for instance. */
export function placeOf(url: string, rules: readonly DiaryRule[]): Place | null {
  if (!URL.canParse(url)) return null;
  const address = new URL(url);
  for (const rule of rules) {
    if (!rule.match.some((pattern) => matches(pattern, address))) continue;
    const route = rule.routes.find((candidate) => isRoute(candidate, address));
    if (route) return { rule, route };
  }
  return null;
}

/** Whether the page really is of this rule's diary. */
export function detects(rule: DiaryRule, page: ParentNode): boolean {
  return rule.detect?.some((selector) => page.querySelector(selector) !== null) ?? true;
}

/** Match patterns as browsers read them, ports aside: `https://host/*`, `https://*.host/*`. */
function matches(pattern: string, address: URL): boolean {
  const [, scheme, host] = /^(https?):\/\/([^/]+)\//.exec(pattern) ?? [];
  if (host === undefined || `${scheme}:` !== address.protocol) return false;
  if (!host.startsWith('*.')) return address.hostname === host;
  return address.hostname === host.slice(2) || address.hostname.endsWith(host.slice(1));
}

function isRoute(route: Route, address: URL): boolean {
  if (!new RegExp(route.path, 'u').test(address.pathname)) return false;
  return Object.entries(route.query ?? {}).every(([name, pattern]) => {
    const value = address.searchParams.get(name);
    return value !== null && new RegExp(pattern, 'u').test(value);
  });
}
