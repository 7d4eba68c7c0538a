import { WifiOff } from 'lucide';
import type { ConnectionStatus } from '../../client/connection.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CommonTexts } from '../../i18n/ru-common.ts';
import { Icon } from './icon.tsx';

/** The amber line while there is no connection, or the red one when the server will not have us. */
export function OfflineNotice(props: { texts: CommonTexts; connection: ConnectionStatus; onRetry: () => void }) {
  const { texts, connection } = props;
  if (connection.kind === 'online' || connection.kind === 'connecting') return null;
  const refused = connection.kind === 'refused';
  return (
    <div class={refused ? 'notice notice-danger' : 'notice'} role="status">
      <Icon icon={WifiOff} />
      <p>{refused ? errorText(texts, connection.code) : texts.common.offline}</p>
      <button type="button" class="link-button" onClick={props.onRetry}>
        {texts.common.retry}
      </button>
    </div>
  );
}
