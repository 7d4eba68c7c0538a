import type { TimelineItem } from './timeline.ts';

/** What a line of text takes, and a bubble around it, px: of a panel of usual width. */
const LINE = 21;
const BUBBLE = 42;
const CHARACTERS = 38;

/** About how high an item will be, px: until it is drawn, only the length of the scroll bar depends on it. */
export function guessHeight(item: TimelineItem | undefined): number {
  if (!item) return 0;
  if (item.kind === 'outgoing') return BUBBLE + linesOf(item.outgoing.text) * LINE;
  if (item.kind !== 'message') return 36;
  const { message } = item;
  const pictures = message.attachments?.length ? 220 : 0;
  const poll = message.poll ? 90 + message.poll.options.length * 44 : 0;
  return BUBBLE + linesOf(message.text) * LINE + pictures + poll + (message.replyTo ? 44 : 0);
}

function linesOf(text: string): number {
  let lines = 0;
  for (const line of text.split('\n', 400)) lines += Math.max(1, Math.ceil(line.length / CHARACTERS));
  return lines;
}
