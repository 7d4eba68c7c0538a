import preact from '@preact/preset-vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';
import { leanPlugins } from './tools/lean-build.ts';

/** Public half of the key pair that gives the extension its stable id in Chromium (`EXTENSION_ID` of the server). */
const MANIFEST_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAnMbqGGuh1hPSenGJy3bzBk950wgFoLRuovX7Cf3QAdOsuPKYe4PHCxZN23dkG07REvX4IGmRalbrbhEOxvfR4P/veR6Lmyy9NQYslqNdFPFZQPYEiVShqkg3md5kT2PhQrWlXo+Vca+r6q/j3ZxpENc1IzUl2ow86dJE2ldlemEvVupYKNuY8sx34L98zDiLfqEsJDJKpyNwEWjM9CJubzmzz1TbaM3wAdDkkrAuG1GnDawtgMPgg69vFACsJtSvaFXm4Vl3P7jvYXkU1fy7Fb1bswxDeRLXr2d5pNh0F2WiLN9asK1U/fjqVfuwxqSoldeBSUEaC6opTlubnrX7zQIDAQAB';

/** Nothing from outside, nothing inline, nobody's frame (S6). */
const PAGE_POLICY = "script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export default defineConfig({
  // A build beside others (tests, a second launcher) goes into a folder of its own.
  outDir: process.env.EXTENSION_OUT_DIR ?? '.output',
  imports: false,
  hooks: {
    // Even so WXT imports by name what it takes for its own: a parameter `storage` brought its storage with it.
    'vite:build:extendConfig': (_entrypoints, config) => {
      config.plugins = (config.plugins ?? [])
        .flat()
        .filter((plugin) => (plugin as Plugin | undefined)?.name !== 'unimport');
    },
  },
  vite: () => ({
    plugins: [preact(), ...leanPlugins()],
    build: { sourcemap: false, target: ['chrome120', 'firefox128'], modulePreload: { polyfill: false } },
  }),
  manifest: ({ browser }) => ({
    name: '__MSG_name__',
    description: '__MSG_description__',
    default_locale: 'ru',
    ...(browser === 'firefox'
      ? {
          browser_specific_settings: {
            gecko: {
              id: 'peremenka@peremenka.example',
              strict_min_version: '128.0',
              data_collection_permissions: {
                required: ['personalCommunications', 'personallyIdentifyingInfo', 'authenticationInfo'],
              },
            },
          },
        }
      : { key: MANIFEST_KEY, minimum_chrome_version: '120' }),
    permissions: [
      'storage',
      'alarms',
      'notifications',
      'identity',
      'contextMenus',
      ...(browser === 'firefox' ? [] : ['sidePanel', 'offscreen']),
    ],
    content_security_policy: { extension_pages: PAGE_POLICY },
    // By the keyboard, as from the toolbar; each browser lets people choose other keys.
    commands: {
      [browser === 'firefox' ? '_execute_sidebar_action' : 'open-messages']: {
        suggested_key: { default: 'Alt+Shift+M' },
        description: '__MSG_openMessages__',
      },
    },
    action: { default_title: '__MSG_name__' },
    storage: { managed_schema: 'managed-schema.json' },
  }),
});
