import type { ComponentChildren } from 'preact';
import { ListSkeleton } from '../../components/chat/skeleton.tsx';
import { type LazyView, lazy, PartMissing } from '../../components/ui/lazy.tsx';
import type { Texts } from '../../i18n/ru.ts';
import type { ListTexts } from '../../i18n/ru-list.ts';
import { allTexts, loadAllTexts } from '../extension/look.ts';

/** What a page is given from the first screen, which has only its own words. */
type Given<P> = Omit<P, 'texts'> & { texts: ListTexts };

/**
 * What is not on the panel's first screen: a page's script is fetched when it is opened, or before that when there is
 * time. Nothing here may be imported from elsewhere in the panel but by `import type`, or it is back on the first
 * screen (BUILD7).
 */
function page<P extends { texts: Texts }>(load: () => Promise<(props: P) => ComponentChildren>): LazyView<Given<P>> {
  async function loadWhole() {
    const [Page] = await Promise.all([load(), import('./later-styles.ts'), loadAllTexts()]);
    // The words are there by now; of another language, they are those of the next drawing.
    return (props: Given<P>) => <Page {...({ ...props, texts: allTexts.value } as unknown as P)} />;
  }
  return lazy<Given<P>>(loadWhole, { isPage: true, waiting: Waiting });
}

/** Rows in grey, when it takes longer than a blink. */
export function Waiting({ texts, hasFailed }: { texts: ListTexts; hasFailed?: boolean }) {
  if (hasFailed) return <PartMissing texts={texts} isPage={true} />;
  return (
    <main class="panel">
      <ListSkeleton label={texts.common.loading} />
    </main>
  );
}

export const SignInPage = page(async () => (await import('./sign-in-page.tsx')).SignInPage);
export const CoveredPage = page(async () => (await import('./covered-page.tsx')).CoveredPage);
export const OpenChatPage = page(async () => (await import('./open-chat-page.tsx')).OpenChatPage);
export const AccountStart = page(async () => (await import('./account-start.tsx')).AccountStart);
export const AccountPages = page(async () => (await import('./account-pages.tsx')).AccountPages);
export const ContactsPage = page(async () => (await import('./contacts-page.tsx')).ContactsPage);
export const NewChatPage = page(async () => (await import('./new-chat-page.tsx')).NewChatPage);
export const JoinPage = page(async () => (await import('./join-page.tsx')).JoinPage);
export const SharePage = page(async () => (await import('./share-page.tsx')).SharePage);
export const Important = page(async () => (await import('./important.tsx')).Important);
