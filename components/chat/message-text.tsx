import { EVERYONE_WORDS } from '../../i18n/service-lines.ts';
import type { Person } from '../../protocol/people.ts';
import { EVERYONE, tokenize } from './text-tokens.ts';

/** A message's text: text nodes, links that open elsewhere and tell nothing of us, and mentions (S7). */
export function MessageText(props: { text: string; mentioned: Person[]; mentionsAll: boolean; myId: string }) {
  const { text, mentioned, myId } = props;
  return (
    <>
      {tokenize(text, mentioned, props.mentionsAll ? EVERYONE_WORDS : []).map((token, index) => {
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
            <b key={key} class={[myId, EVERYONE].includes(token.personId) ? 'mention is-me' : 'mention'}>
              {token.text}
            </b>
          );
        }
        return token.text;
      })}
    </>
  );
}
