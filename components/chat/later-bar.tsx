import { CircleAlert, Clock } from 'lucide';
import type { Texts } from '../../i18n/ru.ts';
import type { Scheduled } from '../../protocol/scheduled.ts';
import { Icon } from '../ui/icon.tsx';

/** Above the field: how many of my messages go out later here, and whether one was refused. */
export function LaterBar(props: { texts: Texts; scheduled: Scheduled[]; onOpen: () => void }) {
  const { texts, scheduled } = props;
  const failed = scheduled.filter((one) => one.failed).length;
  return (
    <button type="button" class={failed > 0 ? 'later-bar is-failed' : 'later-bar'} onClick={props.onOpen}>
      <Icon icon={failed > 0 ? CircleAlert : Clock} />
      <span>{texts.later.bar(scheduled.length)}</span>
      {failed > 0 && <b>{texts.later.barFailed(failed)}</b>}
    </button>
  );
}
