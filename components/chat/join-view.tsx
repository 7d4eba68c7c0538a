import { CircleAlert } from 'lucide';
import { useState } from 'preact/hooks';
import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Invitation } from '../../protocol/invites.ts';
import { ChatAvatar } from '../ui/avatar.tsx';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import type { Loaded } from '../ui/use-loaded.ts';
import { ListSkeleton } from './skeleton.tsx';

export interface JoinViewProps {
  texts: Texts;
  loaded: Loaded<Invitation>;
  /** Joins, or opens the chat where one is in it; resolves when it is shown. */
  onJoin: (invitation: Invitation) => Promise<void>;
  onRetry: () => void;
  onBack: () => void;
}

function Invited({
  texts,
  invitation,
  onJoin,
}: { texts: Texts; invitation: Invitation } & Pick<JoinViewProps, 'onJoin'>) {
  const { title, schoolName, memberCount, chatId } = invitation;
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function join() {
    setProblem(null);
    setBusy(true);
    try {
      await onJoin(invitation);
    } catch (error) {
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
      setBusy(false);
    }
  }
  return (
    <div class="panel-scroll info">
      <div class="info-head">
        <ChatAvatar chat={{ id: chatId ?? title, kind: 'own' }} title={title} size={64} />
        <h2>{title}</h2>
        <p>{texts.join.about(schoolName, memberCount)}</p>
      </div>
      <div class="invite-actions">
        {chatId && <p class="invite-text">{texts.invites.isIn}</p>}
        {problem && (
          <p class="error-line" role="alert">
            {problem}
          </p>
        )}
        <button type="button" class="button button-primary button-wide" disabled={isBusy} onClick={() => void join()}>
          {chatId ? texts.invites.open : texts.invites.join}
        </button>
      </div>
    </div>
  );
}

/** What an invite link leads to: the chat's name, how many are in it, «Присоединиться». */
export function JoinView(props: JoinViewProps) {
  const { texts, loaded } = props;
  return (
    <PanelPage texts={texts} title={texts.invites.joinTitle} onBack={props.onBack}>
      {loaded.status === 'loading' && <ListSkeleton label={texts.common.loading} />}
      {loaded.status === 'failed' && (
        <Stage icon={CircleAlert} title={texts.join.failedTitle} text={errorText(texts, loaded.code)}>
          <button type="button" class="button button-primary" onClick={props.onRetry}>
            {texts.common.retry}
          </button>
        </Stage>
      )}
      {loaded.status === 'ready' && <Invited texts={texts} invitation={loaded.value} onJoin={props.onJoin} />}
    </PanelPage>
  );
}
