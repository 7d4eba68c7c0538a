import type { Connection } from '../connection.ts';
import { ClientError } from '../platform.ts';
import type { TransferDeps } from './transfer.ts';

/** Uploads a picture that is nobody's message; resolves with its file's id. Rejects with ClientError. */
export type UploadPicture = (blob: Blob, signal: AbortSignal) => Promise<string>;

/** For a chat's picture: it is chosen, sent and used in one sitting, so nothing of it is kept on this disk. */
export function createPictureUpload(deps: TransferDeps & { connection: Connection }): UploadPicture {
  return async (blob, signal) => {
    const { transfer } = await import('./transfer.ts');
    const ignore = () => {};
    const id = await transfer(deps, { blob, name: 'picture', url: null }, { signal, onUrl: ignore, onSent: ignore });
    const { attachment } = await deps.connection.call('file:finish', { id });
    if (attachment.kind !== 'photo') throw new ClientError('picture-broken');
    return attachment.id;
  };
}
