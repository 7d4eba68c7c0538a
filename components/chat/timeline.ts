import type { Outgoing } from '../../client/messages/outbox.ts';
import { sameDay } from '../../i18n/dates.ts';
import type { Message, ServiceLine } from '../../protocol/messages.ts';

/** What the history shows, top to bottom. */
export type TimelineItem =
  | { kind: 'day'; key: string; time: number }
  | { kind: 'unread'; key: string }
  | { kind: 'service'; key: string; message: Message; service: ServiceLine }
  | { kind: 'message'; key: string; message: Message; isFirst: boolean; isLast: boolean }
  | { kind: 'outgoing'; key: string; outgoing: Outgoing };

/** Messages of one person within this time, ms, are one group with one name and one avatar. */
const GROUP = 5 * 60_000;

function sameGroup(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.service || b.service) return false;
  return a.senderId === b.senderId && Math.abs(b.sentAt - a.sentAt) < GROUP && sameDay(a.sentAt, b.sentAt);
}

/**
 * Days, the unread line, groups, and at the end what is still on its way. `firstUnread`: the ordinal above which
 * the line «Новые сообщения» stands, null for none. A message keeps the key of its outgoing entry: nothing jumps
 * when it arrives.
 */
export function buildTimeline(
  all: Message[],
  outgoing: Outgoing[],
  options: { firstUnread: number | null; myId: string },
): TimelineItem[] {
  const { firstUnread, myId } = options;
  const items: TimelineItem[] = [];
  // What I deleted for myself keeps its place in the count only.
  const messages = all.filter((message) => !message.isHidden);
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    if (!previous || !sameDay(previous.sentAt, message.sentAt)) {
      items.push({ kind: 'day', key: `day-${message.ordinal}`, time: message.sentAt });
    }
    const startsUnread = message.ordinal === firstUnread;
    if (startsUnread) items.push({ kind: 'unread', key: 'unread' });
    if (message.service) {
      items.push({ kind: 'service', key: `service-${message.ordinal}`, message, service: message.service });
      return;
    }
    items.push({
      kind: 'message',
      key: `${message.senderId}:${message.clientId}`,
      message,
      isFirst: startsUnread || !sameGroup(previous, message),
      isLast: next?.ordinal === firstUnread || !sameGroup(message, next),
    });
  });
  const own = all.filter((message) => message.senderId === myId);
  const arrived = new Set(own.map((message) => message.clientId));
  for (const entry of outgoing) {
    if (!arrived.has(entry.clientId))
      items.push({ kind: 'outgoing', key: `${myId}:${entry.clientId}`, outgoing: entry });
  }
  return items;
}
