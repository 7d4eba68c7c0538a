import '@preact/signals';
import { CircleAlert, Link2Off } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { Stage } from '../../components/ui/stage.tsx';
import { errorText } from '../../i18n/errors.ts';
import { chatTitle } from '../../i18n/names.ts';
import type { GuestTexts } from '../../i18n/ru-guest.ts';
import type { GuestInvitation, GuestPass } from '../../protocol/guests.ts';
import { GuestCall } from './guest-call.tsx';
import { NameForm } from './name-form.tsx';
import { askInvitation, forgetPass, keptPass } from './pass.ts';

type Asked = { kind: 'asking' } | { kind: 'failed'; code: ClientErrorCode } | { kind: 'invited'; to: GuestInvitation };

/** Nothing helps but another link. */
const isOver = (code: ClientErrorCode) => code === 'guest-link-over';

function Failed({ texts, code, onRetry }: { texts: GuestTexts; code: ClientErrorCode; onRetry: () => void }) {
  const words = texts.guest;
  return (
    <main class="call-over">
      <Stage
        icon={isOver(code) ? Link2Off : CircleAlert}
        title={isOver(code) ? words.overTitle : words.failedTitle}
        text={errorText(texts, code)}
      >
        {!isOver(code) && (
          <button type="button" class="button button-primary" onClick={onRetry}>
            {texts.common.retry}
          </button>
        )}
      </Stage>
    </main>
  );
}

/** The page behind a guest's link: what one is invited to, one's name, and then the call as everybody has it. */
export function GuestPage({ texts }: { texts: GuestTexts }) {
  const [asked, setAsked] = useState<Asked>({ kind: 'asking' });
  const [pass, setPass] = useState<GuestPass | null>(keptPass);
  function ask(): void {
    setAsked({ kind: 'asking' });
    askInvitation().then(
      (to) => setAsked({ kind: 'invited', to }),
      (error) => setAsked({ kind: 'failed', code: error instanceof ClientError ? error.code : 'internal' }),
    );
  }
  useEffect(ask, []);
  if (asked.kind === 'invited' && pass) {
    return (
      <GuestCall
        key={pass.token}
        texts={texts}
        title={chatTitle(texts, asked.to.chat)}
        pass={pass}
        onStale={() => {
          forgetPass();
          setPass(null);
        }}
      />
    );
  }
  return (
    <div class="call-screen">
      {asked.kind === 'asking' && (
        <main class="lobby" aria-busy="true">
          <p class="lobby-loading" role="status">
            {texts.common.loading}
          </p>
        </main>
      )}
      {asked.kind === 'failed' && <Failed texts={texts} code={asked.code} onRetry={ask} />}
      {asked.kind === 'invited' && <NameForm texts={texts} to={asked.to} onPass={setPass} />}
    </div>
  );
}
