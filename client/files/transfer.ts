import { DetailedError, Upload } from 'tus-js-client';
import * as v from 'valibot';
import { WireError } from '../../protocol/errors.ts';
import { ClientError } from '../platform.ts';

/** Bytes of one request: what is lost at most when the link is cut, and how often a server behind a proxy is asked. */
const CHUNK = 4_000_000;

const isNode = typeof XMLHttpRequest === 'undefined';

/** How tus-js-client reads a Blob; its own reader of Node knows none. */
const blobReader = {
  async openFile(blob: Blob) {
    return {
      size: blob.size,
      async slice(start: number, end: number) {
        const part = blob.slice(start, end);
        // Sizes are read as of a Blob.
        const value = isNode ? Object.assign(Buffer.from(await part.arrayBuffer()), { size: part.size }) : part;
        return { value, done: end >= blob.size };
      },
      close() {},
    };
  },
};

export interface TransferDeps {
  serverUrl: string;
  personId: string;
  accessToken: () => Promise<string>;
  dropAccessToken: () => Promise<void>;
}

/** Answers after which sending the same bytes again makes no sense. */
const isFinal = (status: number) => [400, 403, 413, 415, 429].includes(status);

async function toClientError(error: Error, deps: TransferDeps): Promise<ClientError> {
  const response = error instanceof DetailedError ? error.originalResponse : null;
  if (!response) return new ClientError('offline');
  const status = response.getStatus();
  if (status === 401) await deps.dropAccessToken();
  let body: unknown;
  try {
    body = JSON.parse(response.getBody());
  } catch {
    body = undefined;
  }
  const parsed = v.safeParse(WireError, body);
  return isFinal(status) && parsed.success ? new ClientError(parsed.output.code) : new ClientError('offline');
}

/**
 * Sends a file's bytes by tus, from wherever the server has got to: `url` is where an earlier try went. Resolves with
 * the file's id when all of them are there; rejects with ClientError, `offline` for what is worth another try, and
 * `cancelled` when `signal` stopped it.
 */
export function transfer(
  deps: TransferDeps,
  file: { blob: Blob; name: string; url: string | null },
  options: { signal: AbortSignal; onUrl: (url: string) => void; onSent: (bytes: number) => void },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file.blob, {
      endpoint: `${deps.serverUrl}/files`,
      ...(file.url ? { uploadUrl: file.url } : {}),
      metadata: { name: file.name },
      chunkSize: CHUNK,
      // Retries are ours: one loop for a bad link, a closed lid and a restarted server.
      retryDelays: null,
      storeFingerprintForResuming: false,
      fileReader: blobReader,
      async onBeforeRequest(request) {
        request.setHeader('Authorization', `Bearer ${await deps.accessToken()}`);
        request.setHeader('Person-Id', deps.personId);
      },
      onUploadUrlAvailable: () => upload.url && options.onUrl(upload.url),
      onProgress: (sent) => options.onSent(sent),
      onSuccess: () => resolve(upload.url?.split('/').at(-1) ?? ''),
      onError: (error) => void toClientError(error, deps).then(reject),
    });
    options.signal.addEventListener('abort', () => {
      void upload.abort().catch(() => {});
      reject(new ClientError('cancelled'));
    });
    if (options.signal.aborted) reject(new ClientError('cancelled'));
    else upload.start();
  });
}
