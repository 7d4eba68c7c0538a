import type { Plugin } from 'vite';
import { leanLivekit } from './lean-livekit.ts';

/**
 * Takes out of libraries what the extension never uses, and what would make whoever reviews a release ask: addresses
 * of documentation in texts of errors, the host without a domain that linkify-it knows, engine.io's default host and
 * its `Function` in search of the global object, and the address in an SDP's origin (RFC 8829 wants nought there).
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
          .replaceAll('localhost|', '')
          .replaceAll('IN IP4 127.0.0.1', 'IN IP4 0.0.0.0')
          .replaceAll('Function("return this")()', 'globalThis'),
        map: null,
      }),
    },
  };
}

/** Our sockets begin and stay with WebSocket (decision 1): the other transports of engine.io stay out, 4 kB. */
export function withoutPolling(): Plugin {
  return {
    name: 'without-polling',
    load: {
      filter: { id: /\/engine\.io-client\/build\/esm\/transports\/(?:index|polling-xhr)\.js$/ },
      handler: (id) =>
        id.endsWith('polling-xhr.js')
          ? 'export class XHR {}\n'
          : `import { WS } from './websocket.js';\nexport const transports = { websocket: WS };\n`,
    },
  };
}

/** What panel, call page and popup all need: libraries, the connection, the list of chats, the wire. */
const BASE = [
  /\/node_modules\/(?:preact|@preact|valibot|webextension-polyfill|idb)\//,
  /\/client\/(?:core|connection|http|platform|store|sync)\.ts$/,
  /\/client\/(?:chats\/(?:chats|ringing|state|settings)|session\/[\w-]+|files\/upload-store)\.ts$/,
  /\/protocol\/[\w-]+\.ts$/,
  /\/i18n\/(?:ru-common|dates|names|errors)\.ts$/,
  /\/components\/ui\/(?:avatar|icon|lazy|role-badge|stage)\.tsx$/,
  /\/entrypoints\/extension\/(?:browser|kept-look|open|platform|server-url|use-app)\.ts$/,
  /\/lucide\/dist\/esm\/icons\/(?:circle-alert|headphones|message-square|pin|wifi-off|x)\.mjs$/,
  /preload-helper|wxt-html-plugins/,
];

/** What the panel's first screen needs beside that, and the call page does not. */
const LIST = [
  /\/client\/(?:chats\/filters|search\/search)\.ts$/,
  /\/i18n\/(?:ru-list|service-lines)\.ts$/,
  /\/components\/chat\/(?:chat-list|chat-rows?|skeleton|swipe)\.tsx?$/,
  /\/components\/ui\/(?:after-paint|filter-chips|offline-notice|search-field)\.tsx?$/,
  // The name in the diary beside the panel, and whose it is.
  /\/diaries\/names\.ts$/,
  /\/entrypoints\/extension\/(?:cover|look|use-now)\.ts$/,
  /\/entrypoints\/sidepanel\/problem-of\.ts$/,
  /\/lucide\/dist\/esm\/icons\/(?:archive|bell-off|check-check|contact|ellipsis|search|square-pen|star)\.mjs$/,
];

/** A call's media: what a call loads once it is on the screen, and the check of the connection too. */
const ROOM = [
  /\/node_modules\/livekit-client\//,
  /\/client\/call\/(?:room|first-connection|listening|participants|publish)\.ts$/,
];

/** The pieces of the preview and of a call's first picture, which other pages and what comes later need as well. */
const CALL = [
  /\/client\/call\/(?:devices|kept-choices|layout|level|participants-order|speaker)\.ts$/,
  /\/components\/call\/(?:device-(?:errors|field|toggle)|hand-(?:badge|context)|level-meter|lobby)\.tsx$/,
  /\/components\/call\/(?:own-picture|speaker-field|tiles?|use-area)\.tsx?$/,
  /\/entrypoints\/call\/choices\.ts$/,
  /\/i18n\/ru-call\.ts$/,
  /\/lucide\/dist\/esm\/icons\/(?:chevron-left|chevron-right|ellipsis-vertical|mic|mic-off|monitor-up)\.mjs$/,
  /\/lucide\/dist\/esm\/icons\/(?:face-slightly-smiling|phone-off|pin-off|users|video|video-off|volume-2)\.mjs$/,
];

/** One file of it instead of forty: it packs better, and a page starts with fewer requests. */
function fewFiles(): Plugin {
  const among = (paths: RegExp[]) => (id: string) => paths.some((path) => path.test(id));
  return {
    name: 'few-files',
    outputOptions(options) {
      // Content script and worker are one file each anyway.
      if (options.format !== 'es') return;
      return {
        ...options,
        codeSplitting: {
          groups: [
            { name: 'base', test: among(BASE) },
            { name: 'list', test: among(LIST) },
            // Before the media: a group takes along what its files need, and the first picture needs no media.
            { name: 'call-pieces', test: among(CALL) },
            { name: 'room', test: among(ROOM) },
          ],
        },
      };
    },
  };
}

/** Vite plugins that leave out of the extension what it does not need. */
export const leanPlugins = (): Plugin[] => [withoutForeign(), withoutPolling(), ...leanLivekit(), fewFiles()];
