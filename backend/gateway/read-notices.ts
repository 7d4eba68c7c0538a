import type { Notice } from '../../protocol/events.ts';

/**
 * Gathers the read markers of a chat for one second into one notice: a class that opens a chat at once costs one
 * frame each, not thirty.
 */
export function createReadGatherer(emit: (chatId: string, notice: Notice<'reads:moved'>) => void, delayMs = 1000) {
  const waiting = new Map<string, Map<string, number>>();
  const timers = new Map<string, NodeJS.Timeout>();

  function flush(chatId: string) {
    const reads = waiting.get(chatId);
    waiting.delete(chatId);
    timers.delete(chatId);
    if (!reads) return;
    emit(chatId, { chatId, reads: [...reads].map(([personId, ordinal]) => ({ personId, ordinal })) });
  }

  return {
    add(notice: Notice<'reads:moved'>) {
      const reads = waiting.get(notice.chatId) ?? new Map<string, number>();
      for (const { personId, ordinal } of notice.reads) {
        reads.set(personId, Math.max(ordinal, reads.get(personId) ?? 0));
      }
      waiting.set(notice.chatId, reads);
      if (!timers.has(notice.chatId)) timers.set(notice.chatId, setTimeout(flush, delayMs, notice.chatId));
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
