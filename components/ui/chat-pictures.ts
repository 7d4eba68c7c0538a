import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Links } from '../../client/files/links.ts';

/** Where the pictures of chats come from; nothing on pages that have none: letters stand there. */
export const PicturesContext = createContext<Pick<Links, 'known' | 'want'> | null>(null);

/** The address of a chat's picture, a square; undefined until it has come. */
export function useChatPicture(chatId: string, picture: string | undefined): string | undefined {
  const links = useContext(PicturesContext);
  useEffect(() => {
    if (picture) links?.want(chatId, picture);
  }, [links, chatId, picture]);
  return picture ? links?.known.value.get(picture)?.square : undefined;
}
