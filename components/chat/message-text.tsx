import type { Person } from '../../protocol/people.ts';
import { tokenize } from './text-tokens.ts';

/** A message's text: text nodes, links that open elsewhere and tell nothing of us, and mentions (S7). */
export function MessageText({ text, mentioned, myId }: { text: string; mentioned: Person[]; myId: string }) {
  return (
    <>
      {tokenize(text, mentioned).map((token, index) => {
        const key = `${index}`;
        if (token.kind === 'link') {
          return (
            <a key={key} class="bubble-link" href={token.href} target="_blank" rel="noopener noreferrer">
              {token.text}
            </a>
          );
        }
        if (token.kind === 'mention') {
          return (
            <b key={key} class={token.personId === myId ? 'mention is-me' : 'mention'}>
              {token.text}
            </b>
          );
        }
        return token.text;
      })}
    </>
  );
}
