import * as v from 'valibot';
import { WireError } from '../protocol/errors.ts';
import { ClientError } from './platform.ts';

/** How long an answer may take, ms. */
const TIMEOUT = 15_000;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * One request to the school's server. The answer is parsed by its schema; a failure is a ClientError: the server's
 * code, `offline` when nothing answered, `timeout` when it took too long.
 */
export async function request<S extends v.GenericSchema>(
  url: string,
  schema: S,
  options: { body?: unknown; token?: string } = {},
): Promise<v.InferOutput<S>> {
  const headers: Record<string, string> = {};
  if (options.token) headers.authorization = `Bearer ${options.token}`;
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: options.body === undefined ? 'GET' : 'POST',
      headers,
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    // The network may also fail in the middle of an answer.
    text = await response.text();
  } catch (error) {
    throw new ClientError((error as Error).name === 'TimeoutError' ? 'timeout' : 'offline');
  }
  const body = parseJson(text);
  if (!response.ok) {
    const parsed = v.safeParse(WireError, body);
    throw new ClientError(parsed.success ? parsed.output.code : 'internal');
  }
  const parsed = v.safeParse(schema, body);
  if (!parsed.success) throw new ClientError('internal');
  return parsed.output;
}
