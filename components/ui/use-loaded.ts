import { useCallback, useEffect, useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';

export type Loaded<T> =
  | { status: 'loading' }
  | { status: 'failed'; code: ClientErrorCode }
  | { status: 'ready'; value: T };

/** What a screen fetches when it is opened; `retry` fetches it again. `load` must be the same function every time. */
export function useLoaded<T>(load: () => Promise<T>): [Loaded<T>, () => void] {
  const [state, setState] = useState<Loaded<T>>({ status: 'loading' });
  const retry = useCallback(() => {
    load().then(
      (value) => setState({ status: 'ready', value }),
      (error) => setState({ status: 'failed', code: error instanceof ClientError ? error.code : 'internal' }),
    );
  }, [load]);
  useEffect(retry, [retry]);
  return [state, retry];
}
