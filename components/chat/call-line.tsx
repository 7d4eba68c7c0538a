import type { ListTexts } from '../../i18n/ru-list.ts';
import type { ServiceLine } from '../../protocol/messages.ts';

/** What can be done with a call that a line of the history tells of. */
export interface CallLineVerbs {
  /** In a direct chat where I may call. */
  canCallBack: boolean;
  onCall: () => void;
  /** Whether I lead the chat, or began the call whose starter this is. */
  maySeeAttendance: (starterId: string) => boolean;
  onAttendance: (callId: string) => void;
}

/** The button of a call's line: «Перезвонить» of one that was missed, «Посещаемость» of a lesson. */
export function CallLineButton(props: {
  texts: ListTexts;
  service: ServiceLine;
  starterId: string;
  verbs: CallLineVerbs;
}) {
  const { texts, service, starterId, verbs } = props;
  const { calls } = texts.ownChats;
  if ((service.kind === 'call-missed' || service.kind === 'call-declined') && verbs.canCallBack) {
    return (
      <button type="button" class="link-button" onClick={verbs.onCall}>
        {calls.callBack}
      </button>
    );
  }
  if (service.kind === 'lesson-ended' && verbs.maySeeAttendance(starterId)) {
    return (
      <button type="button" class="link-button" onClick={() => verbs.onAttendance(service.callId)}>
        {calls.attendance}
      </button>
    );
  }
  return null;
}
