import { personName } from '../../i18n/names.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Member } from '../../protocol/chats.ts';
import { Dialog } from '../ui/dialog.tsx';

/** Asks once more before something that is not undone with a press. */
function Confirm(props: {
  texts: Texts;
  title: string;
  text: string;
  /** What the button says; undefined where there is nothing to confirm. */
  action: string | undefined;
  isDanger: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog texts={props.texts} title={props.title} onClose={props.onClose}>
      <p class="confirm-text">{props.text}</p>
      {props.action && (
        <button
          type="button"
          class={props.isDanger ? 'button button-danger button-wide' : 'button button-primary button-wide'}
          onClick={() => {
            props.onConfirm();
            props.onClose();
          }}
        >
          {props.action}
        </button>
      )}
    </Dialog>
  );
}

/** Before a member is taken out, or the chat is handed over. */
export function MemberDialog(props: {
  texts: Texts;
  member: Member;
  choice: 'remove' | 'handOver';
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { texts, choice, onConfirm, onClose } = props;
  const words = texts.ownChats;
  const name = personName(props.member.person);
  const isRemoval = choice === 'remove';
  return (
    <Confirm
      texts={texts}
      title={isRemoval ? words.removeTitle(name) : words.handOverTitle(name)}
      text={isRemoval ? words.removeText : words.handOverText}
      action={words[choice]}
      isDanger={isRemoval}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}

/** Before one leaves: the owner is told what comes first, the last one where the chat goes. */
export function LeaveDialog(props: {
  texts: Texts;
  kind: 'member' | 'owner' | 'last';
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { texts, kind, onConfirm, onClose } = props;
  const words = texts.ownChats;
  const text = { member: words.leaveText, owner: words.leaveOwner, last: words.leaveLast }[kind];
  const action = { member: words.leave, owner: undefined, last: words.toArchive }[kind];
  return (
    <Confirm
      texts={texts}
      title={words.leaveTitle}
      text={text}
      action={action}
      isDanger={kind === 'member'}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}
