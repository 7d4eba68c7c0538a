import { rightsIn } from '../../client/chats/rights.ts';
import type { Texts } from '../../i18n/ru.ts';
import { type ChatRightsChange, type RightLevel, type RightName, settableRights } from '../../protocol/chat-rights.ts';
import type { Chat } from '../../protocol/chats.ts';
import { PanelPage } from '../ui/panel-page.tsx';

const LEVELS: RightLevel[] = ['all', 'staff', 'admins', 'owner'];

/** Levels of a right: nobody but who leads a chat, or its staff, calls and deletes others' messages. */
const levelsOf = (right: RightName) =>
  right === 'call' || right === 'deleteOthers' ? LEVELS.filter((level) => level !== 'all') : LEVELS;

/** «Права в чате»: reading only, and who may do what. */
export function ChatRightsPage(props: {
  texts: Texts;
  chat: Chat;
  problem: string | null;
  onReadOnly: (isReadOnly: boolean) => void;
  onRights: (change: ChatRightsChange) => void;
  onBack: () => void;
}) {
  const { texts, chat } = props;
  const words = texts.ownChats;
  const hints: Partial<Record<RightName, string>> = words.rightHints;
  const rights = rightsIn(chat);
  return (
    <PanelPage texts={texts} title={words.rights} onBack={props.onBack}>
      <div class="panel-scroll chat-rights">
        {props.problem && (
          <p class="error-line" role="alert">
            {props.problem}
          </p>
        )}
        <label class="right-row">
          <span class="right-text">
            <span>{words.readOnly}</span>
            <small>{words.readOnlyText}</small>
          </span>
          <input
            class="switch"
            type="checkbox"
            aria-label={words.readOnly}
            checked={chat.isReadOnly === true}
            onChange={(event) => props.onReadOnly(event.currentTarget.checked)}
          />
        </label>
        {settableRights(chat.kind).map((right) => (
          <label key={right} class="right-row is-choice">
            <span class="right-text">
              <span>{words.rightNames[right]}</span>
              {hints[right] && <small>{hints[right]}</small>}
            </span>
            <select
              class="field"
              aria-label={words.rightNames[right]}
              value={rights[right]}
              onChange={(event) => props.onRights({ [right]: event.currentTarget.value })}
            >
              {levelsOf(right).map((level) => (
                <option key={level} value={level}>
                  {words.levels[level]}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
    </PanelPage>
  );
}
