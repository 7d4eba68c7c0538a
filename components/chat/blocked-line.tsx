import { Lock } from 'lucide';
import type { Block } from '../../client/chats/rights.ts';
import { untilTime } from '../../i18n/dates.ts';
import type { Texts } from '../../i18n/ru.ts';
import { MUTED_FOR_EVER } from '../../protocol/chat-settings.ts';
import { Icon } from '../ui/icon.tsx';

function reason(texts: Texts, block: Block, now: number): string {
  const words = texts.ownChats.blocked;
  if (block.kind === 'call') return words.call;
  if (block.kind === 'read-only') return words.readOnly;
  if (block.kind === 'level') return block.level === 'all' ? words.readOnly : words[block.level];
  return block.until >= MUTED_FOR_EVER ? words.silenced : words.until(untilTime(texts, block.until, now));
}

/** What stands in the place of the composer where one cannot write: why, and until when. */
export function BlockedLine({ texts, block, now }: { texts: Texts; block: Block; now: number }) {
  return (
    <p class="composer-blocked" role="status">
      <Icon icon={Lock} />
      <span>{reason(texts, block, now)}</span>
    </p>
  );
}
