import { useEffect, useState } from 'preact/hooks';
import { currentDesk } from '../../client/call/record/current.ts';
import { openRecordDesk, type RecordDesk } from '../../client/call/record/desk.ts';
import { endingOf, type RecordedPart } from '../../client/call/record/parts.ts';
import { type RecordTexts, recordTexts } from '../../i18n/call-record.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { AskDialog } from './ask-dialog.tsx';
import type { CallViewProps } from './call-view.tsx';
import type { HandScope } from './hand-context.tsx';
import './record.css';

/** How long «Запись в чате» is said, ms. */
const SAID_FOR = 8000;

const fileName = (words: RecordTexts, part: RecordedPart) => `${words.name(part)}.${endingOf(part.mimeType)}`;

/** Opens the desk of this call; it is closed with the call, and saves what is recorded by then. */
function useDesk(props: CallViewProps & { scope: HandScope }, words: RecordTexts) {
  const { room, flow, chat, title, scope } = props;
  const [sent, setSent] = useState<number | null>(null);
  useEffect(() => {
    const desk = openRecordDesk({
      ...{ room, hand: scope.hand, me: scope.me, devices: flow.devices, title },
      chatId: room.ticket.peek()?.call.chatId ?? '',
      ...(chat && {
        save: (part, file) =>
          chat.saveFile({ chatId: part.chatId, text: words.name(part), name: fileName(words, part) }, file, setSent),
      }),
    });
    return desk.close;
  }, [scope.hand]);
  useEffect(() => {
    if (sent !== 1) return;
    const timer = setTimeout(() => setSent(null), SAID_FOR);
    return () => clearTimeout(timer);
  }, [sent]);
  return { desk: currentDesk.value, sent };
}

function Leftover({
  texts,
  words,
  desk,
  part,
  callId,
}: {
  texts: CallTexts;
  words: RecordTexts;
  desk: RecordDesk;
  part: RecordedPart;
  callId: string;
}) {
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  async function download() {
    const url = URL.createObjectURL(await desk.read(part));
    const link = Object.assign(document.createElement('a'), { href: url, download: fileName(words, part) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
  const save = () => {
    setBusy(true);
    void desk.save(part).finally(() => setBusy(false));
  };
  return (
    <div class="call-notice call-record-left">
      <p>{words.left(words.name(part))}</p>
      {part.callId === callId && (
        <button type="button" class="button button-primary" onClick={() => void desk.start()}>
          {words.resume}
        </button>
      )}
      {desk.isSavable && (
        <button type="button" class="button" disabled={isBusy} onClick={save}>
          {words.save}
        </button>
      )}
      <button type="button" class="link-button" onClick={() => void download()}>
        {words.download}
      </button>
      <button type="button" class="link-button" onClick={() => setAsked(true)}>
        {words.remove}
      </button>
      {isAsked && (
        <AskDialog texts={texts} title={words.removeQuestion} text={words.removeText} onClose={() => setAsked(false)}>
          <button type="button" class="button call-end" onClick={() => void desk.remove(part)}>
            {words.remove}
          </button>
        </AskDialog>
      )}
    </div>
  );
}

/** While it goes on, the sign says so: nothing lies over the pictures that are recorded. */
function Going({ words, desk }: { words: RecordTexts; desk: RecordDesk }) {
  const status = desk.status.value;
  return status === 'off' || status === 'on' ? null : <p class="call-notice">{words[status]}</p>;
}

/** What who leads a call sees of recording it: how it stands, what went wrong, and what still lies on this disk. */
export function RecordBar(props: CallViewProps & { scope: HandScope; callId: string }) {
  const words = recordTexts(props.texts.locale);
  const { desk, sent } = useDesk(props, words);
  if (!desk) return null;
  const problem = desk.problem.value;
  return (
    <>
      <Going words={words} desk={desk} />
      {sent !== null && <p class="call-notice">{sent < 1 ? words.sending(Math.floor(sent * 100)) : words.sent}</p>}
      {problem && (
        <div class="call-notice call-hint">
          <p>{words.problems[problem]}</p>
          <button type="button" class="button" onClick={desk.dismiss}>
            {props.texts.common.close}
          </button>
        </div>
      )}
      {desk.status.value === 'off' &&
        desk.leftovers.value.map((part) => (
          <Leftover
            key={`${part.callId} ${part.part}`}
            {...{ texts: props.texts, words, desk, part, callId: props.callId }}
          />
        ))}
    </>
  );
}
