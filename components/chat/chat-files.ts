import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Uploading } from '../../client/files/uploads.ts';
import type { MyPart } from '../../client/polls/polls.ts';
import type { FileLinks, VoiceDetails } from '../../protocol/attachments.ts';
import type { NewPoll } from '../../protocol/polls.ts';

/** What a chat's screen has of files and polls, given from outside; what may fail rejects with ClientError. */
export interface ChatFiles {
  /** Chosen files of this chat, those of messages on their way too. */
  uploads: Uploading[];
  /** Those of them that no message carries yet. */
  tray: Uploading[];
  isOnline: boolean;
  addAll(files: File[]): Promise<void>;
  pause(id: string): void;
  resume(id: string): void;
  remove(id: string): void;
  sendVoice(blob: Blob, voice: VoiceDetails): Promise<void>;
  /** Opens a window that asks for the microphone: a side panel cannot. */
  onAskMicrophone(): void;
  /** Signed addresses of a file; undefined until they have come. */
  urlsOf(fileId: string): FileLinks['urls'] | undefined;
  want(fileId: string): void;
  blobOf(fileId: string): Blob | undefined;
  sendPoll(poll: NewPoll): Promise<void>;
  partOf(ordinal: number): MyPart | undefined;
  look(ordinal: number, version: string): void;
  vote(ordinal: number, options: number[]): void;
  closePoll(ordinal: number): void;
  /** Whether I own or administer this chat. */
  isChief: boolean;
}

export const FilesContext = createContext<ChatFiles | null>(null);
export const useChatFiles = () => useContext(FilesContext);

/** An address of bytes that are here, given back when they are no longer shown. */
export function useBlobUrl(blob: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!blob) return setUrl(undefined);
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}

/** Where a file's variant can be had now: the bytes of this browser, or the server's address. */
export function useFileUrl(
  fileId: string,
  variant: keyof FileLinks['urls'],
  options: { local: boolean },
): string | undefined {
  const files = useChatFiles();
  const local = useBlobUrl(options.local ? files?.blobOf(fileId) : undefined);
  useEffect(() => files?.want(fileId), [files?.isOnline, fileId]);
  return local ?? files?.urlsOf(fileId)?.[variant];
}

/** What makes the browser save instead of show; nothing while the address has not come. */
export const saving = (url: string | undefined, name: string | undefined, label?: string) => ({
  ...(label ? { 'aria-label': label } : {}),
  ...(url && name ? { href: `${url}&save=1`, download: name } : {}),
});
