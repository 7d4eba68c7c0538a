/// <reference types="vite/client" />
import { defineContentScript } from 'wxt/utils/define-content-script';
import { DEMO_MATCHES } from '../../diaries/demo-hosts.ts';
import { EPOS_MATCHES, EPOS_RULE } from '../../diaries/epos.ts';
import { placeOf, withMatches } from '../../diaries/match.ts';
import { browser } from '../extension/browser.ts';
import { type ContentRequest, DIARY_PORT, type PageState } from '../extension/content-protocol.ts';
import { openLink } from './link.ts';
import { type DiaryPage, startPage } from './page.ts';

const IS_DEMO = import.meta.env.MODE === 'demo';

/** Icon and headphones in the pages of a diary. */
export default defineContentScript({
  matches: IS_DEMO ? [...EPOS_MATCHES, ...DEMO_MATCHES] : EPOS_MATCHES,
  runAt: 'document_idle',
  // WXT would tell the page our id by a message.
  noScriptStartedPostMessage: true,
  main(ctx) {
    const rules = [IS_DEMO ? withMatches(EPOS_RULE, DEMO_MATCHES) : EPOS_RULE];
    let state: PageState | null = null;
    let shown: { key: string; end: AbortController; diary: DiaryPage | null } | null = null;

    const leave = (): void => ctx.abort();
    const link = openLink(
      () => {
        if (ctx.isInvalid) throw new Error('The extension has been updated or removed');
        return browser.runtime.connect({ name: DIARY_PORT });
      },
      (next) => {
        state = next;
        shown?.diary?.setState(state);
      },
      leave,
      ctx.signal,
    );

    /** Nothing is awaited before the message: the click's gesture opens the panel. */
    function ask(request: ContentRequest): void {
      try {
        browser.runtime.sendMessage(request).catch(() => ctx.isInvalid);
      } catch {
        leave();
      }
    }

    /** Begins the page that the address names now, unless it is the one that is shown. */
    function visit(): void {
      const address = new URL(location.href);
      const key = pageKey(address.href);
      if (ctx.isInvalid || shown?.key === key) return;
      shown?.end.abort();
      const place = placeOf(address.href, rules);
      const end = new AbortController();
      shown = { key, end, diary: null };
      if (!place) {
        link.show(null);
        return;
      }
      shown.diary = startPage({
        place,
        address,
        page: document,
        signal: end.signal,
        isSamePage() {
          // A look at a page that has been left starts the one that is there now.
          const isSame = shown?.key === pageKey(location.href);
          if (!isSame) setTimeout(visit);
          return isSame && ctx.isValid;
        },
        openPanel: () => ask({ type: 'panel:open' }),
        askCall: (lesson) => ask({ type: 'call:ask', lesson }),
        showHint: (hint) => link.show(hint),
      });
      shown.diary.setState(state);
    }

    // The event comes before the address has changed, and also for downloads that change nothing.
    ctx.addEventListener(window, 'wxt:locationchange', () => {
      for (const delay of [0, 200, 1000]) ctx.setTimeout(visit, delay);
    });
    ctx.onInvalidated(() => shown?.end.abort());
    visit();
  },
});

/** Another address is another page, a fragment is not. */
function pageKey(href: string): string {
  const address = new URL(href);
  return address.origin + address.pathname + address.search;
}
