import type { CommandInput, CommandName, CommandOutput } from '../../protocol/commands.ts';

/** Who asks, as the handshake proved it, and the socket it came by. */
export interface Caller {
  personId: string;
  accountId: string;
  sessionId: string;
  /** Starts or stops the full events of a chat on this socket. */
  watchChat(chatId: string): void;
  unwatchChat(chatId: string): void;
  /** A fresh access token of the same session keeps the socket open. */
  renew(token: string): Promise<void>;
}

/** A domain's commands: name → what to do with a parsed input. Errors are thrown as AppError. */
export type Handlers<N extends CommandName = CommandName> = {
  [K in N]: (caller: Caller, input: CommandInput<K>) => Promise<CommandOutput<K>>;
};
