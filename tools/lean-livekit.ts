import type { Plugin } from 'vite';

const LIBRARY = /\/livekit-client\/dist\/livekit-client\.esm\.mjs$/;

interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** A part of a script, and what is to stand in its place. */
interface Change {
  start: number;
  end: number;
  text: string;
}

function changed(code: string, changes: Change[]): string {
  let lean = '';
  let at = 0;
  for (const { start, end, text } of changes) {
    lean += code.slice(at, start) + text;
    at = end;
  }
  return lean + code.slice(at);
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
export function withoutLogs(): Plugin {
  return {
    name: 'without-logs',
    transform: {
      filter: { id: LIBRARY },
      handler(code) {
        const logs = logsIn(this.parse(code), code).map(({ start, end }) => ({ start, end, text: 'void 0' }));
        return { code: changed(code, logs), map: null };
      },
    },
  };
}

/**
 * What livekit-client brings along for browsers that are older than those we support (Chrome 120, Firefox 128): it
 * runs as soon as the library is there, and is more than 5 kB.
 */
function withoutShims(): Plugin {
  const CALL = /\nadapterFactory\(\{\s*window: typeof window === 'undefined' \? undefined : window\s*\}\);/;
  return {
    name: 'without-shims',
    transform: {
      filter: { id: LIBRARY },
      handler(code) {
        if (!CALL.test(code)) this.error('livekit-client calls its shims in another way than it did');
        return { code: code.replace(CALL, '\n'), map: null };
      },
    },
  };
}

/**
 * Nobody makes one of these in our calls: checks of LiveKit's own, tickets that the page itself would fetch,
 * end-to-end keys, recording before the connection, and tracks of data, which our tickets forbid (S15).
 */
const NEVER_MADE = [
  ...[/^(?:\w+Check|Checker)$/, /^TokenSource/, /^J(?:OSE|W)/, /KeyProvider$/, /^E2EEManager$/],
  ...[/^LocalTrackRecorder$/, /DataTrack(?!Manager)/],
];

/** A room makes these, and has nothing for them to do: nobody sends data, calls procedures or marks frames. */
const IDLE = [/Data(?:Stream|Track)Manager$/, /^Rpc\w+Manager$/, /^FrameMetadataManager$/];

/** Methods that do nothing and give an empty list: what a room asks of them are lists, or nothing. */
function idle(node: Node): Change[] {
  const methods = (node.body as { body: Node[] }).body.filter(({ type }) => type === 'MethodDefinition');
  return methods.map((method) => {
    const { start, end } = (method.value as { body: Node }).body;
    const first = node.superClass ? 'super();' : '';
    return { start, end, text: method.kind === 'constructor' ? `{ ${first} }` : '{ return []; }' };
  });
}

/** Parts of livekit-client that our calls have no use for: with what only they need they are 25 kB. */
export function withoutIdle(): Plugin {
  return {
    name: 'without-idle',
    transform: {
      filter: { id: LIBRARY },
      handler(code) {
        const classes = (this.parse(code).body as unknown as Node[]).filter(({ type }) => type === 'ClassDeclaration');
        const nameOf = (node: Node) => (node.id as unknown as { name: string }).name;
        const among = (names: RegExp[]) => (node: Node) => names.some((name) => name.test(nameOf(node)));
        const gone = [...NEVER_MADE, ...IDLE].filter((name) => !classes.some(among([name])));
        if (gone.length > 0) this.error(`livekit-client has no ${gone.join(', ')} any more`);
        const changes = classes.flatMap((node) => {
          const { start, end } = node;
          if (among(NEVER_MADE)(node)) return [{ start, end, text: `class ${nameOf(node)} {}` }];
          return among(IDLE)(node) ? idle(node) : [];
        });
        return { code: changed(code, changes), map: null };
      },
    },
  };
}

/** Leaves out of livekit-client what a call of ours never comes to. */
export const leanLivekit = (): Plugin[] => [withoutShims(), withoutLogs(), withoutIdle()];
