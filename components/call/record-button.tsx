import { Circle, Square } from 'lucide';
import { useState } from 'preact/hooks';
import { currentDesk } from '../../client/call/record/current.ts';
import { canRecord, canRecordTab } from '../../client/call/record/desk.ts';
import { recordTexts } from '../../i18n/call-record.ts';
import { personName } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Icon } from '../ui/icon.tsx';
import { AskDialog } from './ask-dialog.tsx';
import { useHandScope } from './hand-context.tsx';
import './record.css';

/** «Записать урок» and «Остановить запись» in «Ещё», for who leads; others have none. */
export function RecordButton({ texts }: { texts: CallTexts }) {
  const words = recordTexts(texts.locale);
  const [isOpen, setOpen] = useState(false);
  const desk = currentDesk.value;
  const hand = useHandScope()?.hand;
  if (!desk || !hand?.canLead.value) return null;
  const status = desk.status.value;
  const other = hand.room.value?.recording;
  if (status !== 'off') {
    return (
      <button
        type="button"
        class="call-side-action"
        disabled={status === 'saving' || status === 'asking'}
        onClick={() => void desk.stop()}
      >
        <Icon icon={Square} />
        {words.stop}
      </button>
    );
  }
  const reason = canRecord() ? other && words.taken(personName(other.by)) : words.unsupported;
  return (
    <>
      <button type="button" class="call-side-action" disabled={Boolean(reason)} onClick={() => setOpen(true)}>
        <Icon icon={Circle} />
        {words.record}
      </button>
      {reason && <p class="call-record-reason">{reason}</p>}
      {isOpen && (
        <AskDialog
          texts={texts}
          title={words.question}
          text={words.text(
            canRecordTab() ? words.thisTab : words.thisWindow,
            desk.isSavable ? words.toChat : words.toDisk,
          )}
          onClose={() => setOpen(false)}
        >
          <button
            type="button"
            class="button button-primary"
            onClick={() => {
              setOpen(false);
              void desk.start();
            }}
          >
            {words.start}
          </button>
        </AskDialog>
      )}
    </>
  );
}
