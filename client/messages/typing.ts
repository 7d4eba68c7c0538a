import { type ReadonlySignal, signal } from '@preact/signals-core';
import type { Connection } from '../connection.ts';

export interface Typing {
  /** Who writes where: person ids by chat, in the order in which they began. */
  people: ReadonlySignal<Map<string, string[]>>;
  /** I am writing: told at most once in three seconds. */
  tell(chatId: string): void;
  close(): void;
}

/** How often I say that I am writing, and how long somebody who said so is shown, ms. */
const TELL_EVERY = 3000;
const SHOWN_FOR = 4500;

/** «печатает…»: volatile, so nothing is kept or asked for again. */
export function createTyping(deps: { connection: Connection; personId: string }): Typing {
  const people = signal(new Map<string, string[]>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const told = new Map<string, number>();

  function remove(chatId: string, personId: string) {
    timers.delete(`${chatId} ${personId}`);
    const left = (people.value.get(chatId) ?? []).filter((id) => id !== personId);
    const next = new Map(people.value);
    if (left.length > 0) next.set(chatId, left);
    else next.delete(chatId);
    people.value = next;
  }

  const stop = deps.connection.onNotice('person:typing', ({ chatId, personId }) => {
    if (personId === deps.personId) return;
    const key = `${chatId} ${personId}`;
    clearTimeout(timers.get(key));
    timers.set(key, setTimeout(remove, SHOWN_FOR, chatId, personId));
    const before = people.value.get(chatId) ?? [];
    if (!before.includes(personId)) people.value = new Map(people.value).set(chatId, [...before, personId]);
  });
  // Who sends has stopped writing.
  const stopSent = deps.connection.onEvents((batch) => {
    for (const { event } of batch.events) {
      if (event?.type !== 'message:sent') continue;
      const { chatId, senderId } = event.message;
      clearTimeout(timers.get(`${chatId} ${senderId}`));
      remove(chatId, senderId);
    }
  });

  return {
    people,
    tell(chatId) {
      const now = Date.now();
      if (now - (told.get(chatId) ?? 0) < TELL_EVERY) return;
      told.set(chatId, now);
      void deps.connection.call('typing:tell', { chatId }).catch(() => {});
    },
    close() {
      for (const timer of timers.values()) clearTimeout(timer);
      stop();
      stopSent();
    },
  };
}
