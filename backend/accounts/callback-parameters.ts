import * as v from 'valibot';
import { AppError } from '../errors.ts';

/** The parameters of an address, each once; a repeated one is refused (bad-request), as two readers may differ. */
export function singleParameters(search: URLSearchParams): Record<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of search) {
    if (found.has(name)) throw new AppError('bad-request', { issues: [`${name}: given twice`] });
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

const Payload = v.pipe(
  v.string(),
  v.maxLength(8192),
  v.parseJson(),
  v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null(), v.looseObject({})])),
);

/** VK's callback: flat, or as JSON in `payload` (some integrations), never one thing in both. Throws bad-request. */
export function callbackParameters(search: URLSearchParams): Record<string, string> {
  const { payload, ...flat } = singleParameters(search);
  if (payload === undefined) return flat;
  const parsed = v.safeParse(Payload, payload);
  if (!parsed.success) throw new AppError('bad-request', { issues: ['payload: expected a JSON object'] });
  const inside = Object.entries(parsed.output).flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as [string, string]] : [],
  );
  return singleParameters(new URLSearchParams([...Object.entries(flat), ...inside]));
}
