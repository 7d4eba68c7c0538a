import type { Plugin } from 'vite';

/**
 * Takes out of libraries what the extension never uses, and what would make whoever reviews a release ask: addresses
 * of documentation in texts of errors, engine.io's default host and its `Function` in search of the global object, and the
 * address in an SDP's origin (RFC 8829 wants nought there).
 */
function withoutForeign(): Plugin {
  return {
    name: 'without-foreign',
    transform: {
      filter: { id: /\/node_modules\// },
      handler: (code) => ({
        code: code
          .replace(/https:\/\/(socket\.io|wxt\.dev|github\.com)\/[^\s"'`)]*/g, '')
          .replaceAll('"localhost"', '""')
          .replaceAll('IN IP4 127.0.0.1', 'IN IP4 0.0.0.0')
          .replaceAll('Function("return this")()', 'globalThis'),
        map: null,
      }),
    },
  };
}

/** Our sockets begin and stay with WebSocket (decision 1): the other transports of engine.io stay out, 3 kB. */
function withoutPolling(): Plugin {
  return {
    name: 'without-polling',
    load: {
      filter: { id: /\/engine\.io-client\/build\/esm\/transports\/index\.js$/ },
      handler: () => `import { WS } from './websocket.js';\nexport const transports = { websocket: WS };\n`,
    },
  };
}

interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** `log.debug(…)`, `this.log.warn(…)` and the like. */
function isLog(node: Node, code: string): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = node.callee as Node;
  return /^(?:[\w$]+\.)*log\.(?:trace|debug|info|warn|error)$/.test(code.slice(callee.start, callee.end));
}

function logsIn(tree: unknown, code: string): Node[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if ('type' in tree && isLog(tree as Node, code)) return [tree as Node];
  return Object.values(tree).flatMap((inner) => logsIn(inner, code));
}

/** We silence livekit-client's log (`client/call/room.ts`): its texts stay out, 6 kB. */
function withoutLogs(): Plugin {
  return {
    name: 'without-logs',
    transform: {
      filter: { id: /\/livekit-client\/dist\/livekit-client\.esm\.mjs$/ },
      handler(code) {
        let lean = '';
        let at = 0;
        for (const { start, end } of logsIn(this.parse(code), code)) {
          lean += `${code.slice(at, start)}void 0`;
          at = end;
        }
        return { code: lean + code.slice(at), map: null };
      },
    },
  };
}

/** Vite plugins that leave out of the extension what it does not need. */
export const leanPlugins = (): Plugin[] => [withoutForeign(), withoutPolling(), withoutLogs()];
