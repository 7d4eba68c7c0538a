import './attendance.css';
import { X } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ClientError, type ClientErrorCode } from '../../client/platform.ts';
import { attendanceTexts } from '../../i18n/attendance-texts.ts';
import { errorText } from '../../i18n/errors.ts';
import type { CommonTexts } from '../../i18n/ru-common.ts';
import type { Attendance } from '../../protocol/attendance.ts';
import { Icon } from '../ui/icon.tsx';
import { AttendanceTable } from './attendance-table.tsx';

/** While the lesson goes on, ms. */
const ASK_EVERY = 10_000;

/** «Посещаемость» of one call, as of now for as long as it goes on. */
export function AttendanceDialog(props: { texts: CommonTexts; load: () => Promise<Attendance>; onClose: () => void }) {
  const { texts } = props;
  const words = attendanceTexts(texts.locale);
  const dialog = useRef<HTMLDialogElement>(null);
  const [attendance, setAttendance] = useState<Attendance | null>(null);
  const [failure, setFailure] = useState<ClientErrorCode | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer = setTimeout(() => setTurn((before) => before + 1), ASK_EVERY);
    };
    props.load().then(
      (loaded) => {
        if (isGone) return;
        setAttendance(loaded);
        setFailure(null);
        if (loaded.isLive) again();
      },
      (error) => {
        if (isGone) return;
        // What is there already is better than a sentence.
        setFailure(error instanceof ClientError ? error.code : 'internal');
        again();
      },
    );
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [turn]);
  return (
    <dialog ref={dialog} class="attendance-dialog" aria-labelledby="attendance-title" onClose={props.onClose}>
      <header>
        <h2 id="attendance-title">{words.title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={texts.common.close}
          onClick={() => dialog.current?.close()}
        >
          <Icon icon={X} />
        </button>
      </header>
      {attendance ? (
        <AttendanceTable words={words} attendance={attendance} />
      ) : (
        <p class="attendance-lead" role="status">
          {failure ? errorText(texts, failure) : texts.common.loading}
        </p>
      )}
    </dialog>
  );
}
