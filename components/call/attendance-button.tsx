import { useState } from 'preact/hooks';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { Attendance } from '../../protocol/attendance.ts';
import { lazy } from '../ui/lazy.tsx';

const AttendanceDialog = lazy(async () => (await import('./attendance-dialog.tsx')).AttendanceDialog);

/** Opens the attendance of the lesson that goes on, for who leads it. */
export function AttendanceButton({ texts, load }: { texts: CallTexts; load: () => Promise<Attendance> }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setOpen(true)}>
        {texts.call.attendance}
      </button>
      {isOpen && <AttendanceDialog texts={texts} load={load} onClose={() => setOpen(false)} />}
    </>
  );
}
