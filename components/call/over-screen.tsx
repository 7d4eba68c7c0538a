import { CircleCheck, LogOut, PhoneOff } from 'lucide';
import type { CallFlow, CallPhase } from '../../client/call/flow.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import { Stage } from '../ui/stage.tsx';

/** After the call: how it ended, and the way back into it where there is one. */
export function OverScreen(props: {
  texts: CallTexts;
  phase: Extract<CallPhase, { kind: 'left' | 'over' }>;
  flow: CallFlow;
  isDirect: boolean;
  onClose?: () => void;
}) {
  const { texts, phase, flow, isDirect } = props;
  const outcome = flow.state.value?.outcome;
  // Who was removed does not come back into this call.
  const isFinal = phase.kind === 'over' && (phase.reason === 'ended' || phase.reason === 'removed');
  const isRefused = phase.kind === 'over' && phase.reason === 'refused';
  // Of two people's own call: who left has ended it.
  const over = { icon: PhoneOff, title: texts.call.direct.outcomes[outcome ?? 'ended'] };
  const words = {
    left: isDirect ? over : { icon: LogOut, title: texts.call.leftTitle, text: texts.call.leftText },
    ended: isDirect ? over : { icon: CircleCheck, title: texts.call.ended, text: texts.call.endedText },
    refused: { icon: PhoneOff, title: texts.call.refusedTitle, text: texts.call.refusedText },
    removed: { icon: PhoneOff, title: texts.call.removedTitle, text: texts.call.removedText },
    replaced: { icon: PhoneOff, title: texts.call.replacedTitle, text: texts.call.replacedText },
  }[phase.kind === 'left' ? 'left' : phase.reason];
  return (
    <main class="call-over">
      <Stage {...words}>
        {!isFinal && !(isDirect && phase.kind === 'left') && (
          <button type="button" class="button button-live button-wide" onClick={flow.goBack}>
            {isRefused ? texts.call.knockAgain : texts.call.returnToCall}
          </button>
        )}
        {props.onClose && (
          <button type="button" class="link-button" onClick={props.onClose}>
            {texts.call.closePage}
          </button>
        )}
      </Stage>
    </main>
  );
}
