import { useState } from 'preact/hooks';
import { initials } from '../../i18n/names.ts';
import type { ChatName } from '../../protocol/chats.ts';
import type { Person } from '../../protocol/people.ts';
import { useChatPicture } from './chat-pictures.ts';

/** The seven hues of the looks; three a little darker, so that white initials on them are readable (4.5 : 1). */
const HUES = ['#5668db', '#2a7d72', '#b4573a', '#8a55b8', '#3a75a8', '#9a6a12', '#b3477d'];

/** The same hue for the same id, everywhere. */
export function hueOf(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return HUES[sum % HUES.length] ?? '#5668db';
}

const style = (id: string, size?: number) => ({
  background: hueOf(id),
  ...(size ? { '--avatar-size': `${size / 16}rem` } : {}),
});

/**
 * A person's initials in a circle, drawn by the style sheet: a picture beside the name, not a text. `size` in px.
 */
export function PersonAvatar({ person, size }: { person: Person; size?: number }) {
  return (
    <span class="avatar avatar-person" style={style(person.id, size)} data-text={initials(person)} aria-hidden="true" />
  );
}

/** A chat's picture, else its class in a rounded square, else its first letter; a direct chat shows the other person. */
export function ChatAvatar({ chat, title, size }: { chat: ChatName & { id: string }; title: string; size?: number }) {
  const url = useChatPicture(chat.id, chat.picture);
  const [broken, setBroken] = useState<string>();
  if (chat.peer) return <PersonAvatar person={chat.peer} {...(size ? { size } : {})} />;
  const isShown = url !== undefined && url !== broken;
  return (
    <span
      class="avatar avatar-chat"
      style={style(chat.id, size)}
      data-text={isShown ? '' : (chat.className ?? [...title][0]?.toUpperCase() ?? '')}
      aria-hidden="true"
    >
      {isShown && <img class="avatar-picture" src={url} alt="" onError={() => setBroken(url)} />}
    </span>
  );
}
