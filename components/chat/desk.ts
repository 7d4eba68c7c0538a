import type { NewDraft } from '../../protocol/drafts.ts';
import type { Message, MessageQuote, Reaction } from '../../protocol/messages.ts';

/** What a chat's screen does with messages, given from outside; each rejects with ClientError. */
export interface MessageVerbs {
  edit(message: Message, text: string, mentions: string[]): Promise<void>;
  remove(message: Message): Promise<void>;
  hide(messages: Message[]): Promise<void>;
  react(message: Message, reaction: Reaction | null): Promise<void>;
  pin(ordinal: number | null): Promise<void>;
  mark(message: Message, isImportant: boolean): Promise<void>;
  forward(messages: Message[], chatIds: string[]): Promise<void>;
  /** Loads history back to a message; false when it is not to be had. */
  reach(ordinal: number): Promise<boolean>;
  /** Somebody types here. */
  typing(): void;
  saveDraft(draft: NewDraft | null): void;
}

/** What the composer is for at the moment. */
export type ComposerMode =
  | { kind: 'new' }
  | { kind: 'reply'; quote: MessageQuote }
  | { kind: 'edit'; message: Message };

/** What bubbles and history ask of the chat's screen. */
export interface Desk {
  myId: string;
  pinned: number | null;
  important: ReadonlySet<number>;
  /** The message that was looked for, lit up for a moment. */
  found: number | null;
  /** Messages that are chosen for something; null while none are being chosen. */
  selected: ReadonlySet<number> | null;
  /** Chooses a message, or chooses it no more. */
  toggle(ordinal: number): void;
  openMenu(message: Message, at: { x: number; y: number }): void;
  jump(ordinal: number): void;
  react(message: Message, reaction: Reaction | null): void;
}
