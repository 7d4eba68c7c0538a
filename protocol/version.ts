/** The wire's version. Any change of a schema in this folder bumps it (checked by `tests/protocol/wire.test.ts`). */
export const PROTOCOL_VERSION = 3;

/** The oldest client that the server still serves (G10: the previous two versions). */
export const OLDEST_CLIENT_VERSION = Math.max(1, PROTOCOL_VERSION - 2);
