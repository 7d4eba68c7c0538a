import { CircleAlert } from 'lucide';
import { useState } from 'preact/hooks';
import type { UploadPicture } from '../../client/files/picture.ts';
import { ClientError } from '../../client/platform.ts';
import { errorText } from '../../i18n/errors.ts';
import type { Texts } from '../../i18n/ru.ts';
import type { Chat } from '../../protocol/chats.ts';
import type { Contact } from '../../protocol/contacts.ts';
import { PanelPage } from '../ui/panel-page.tsx';
import { Stage } from '../ui/stage.tsx';
import type { Loaded } from '../ui/use-loaded.ts';
import { ChatFace, type Face, usePicture } from './chat-face.tsx';
import { PeoplePicker } from './people-picker.tsx';
import { ListSkeleton } from './skeleton.tsx';

/** Sends a form once at a time; what went wrong is a sentence. */
function useSubmit(texts: Texts, send: () => Promise<void>) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function submit() {
    setProblem(null);
    setBusy(true);
    try {
      await send();
    } catch (error) {
      setProblem(errorText(texts, error instanceof ClientError ? error.code : 'internal'));
    } finally {
      setBusy(false);
    }
  }
  return { problem, isBusy, submit: () => void submit() };
}

/** People who are chosen one by one. */
function useChosen() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  function toggle(id: string) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }
  return [chosen, toggle] as const;
}

/** The list to choose from, or what there is in its place. */
function Picker(props: {
  texts: Texts;
  loaded: Loaded<Contact[]>;
  chosen: ReadonlySet<string>;
  emptyText: string;
  onToggle: (id: string) => void;
  onRetry: () => void;
}) {
  const { texts, loaded } = props;
  if (loaded.status === 'loading') return <ListSkeleton label={texts.common.loading} />;
  if (loaded.status === 'failed') {
    return (
      <Stage icon={CircleAlert} title={errorText(texts, loaded.code)}>
        <button type="button" class="button button-primary" onClick={props.onRetry}>
          {texts.common.retry}
        </button>
      </Stage>
    );
  }
  return <PeoplePicker {...props} contacts={loaded.value} />;
}

/** The foot of a form: what went wrong, and the one thing to press. */
function Foot(props: { problem: string | null; isOff: boolean; text: string }) {
  return (
    <div class="form-foot">
      {props.problem && (
        <p class="error-line" role="alert">
          {props.problem}
        </p>
      )}
      <button type="submit" class="button button-primary button-wide" disabled={props.isOff}>
        {props.text}
      </button>
    </div>
  );
}

const submitting = (submit: () => void) => (event: Event) => {
  event.preventDefault();
  submit();
};

/** «Новый чат»: title, picture, members. */
export function NewChat(props: {
  texts: Texts;
  loaded: Loaded<Contact[]>;
  upload: UploadPicture;
  onRetry: () => void;
  onCreate: (face: Face, members: string[]) => Promise<void>;
  onBack: () => void;
}) {
  const { texts } = props;
  const [face, setFace] = useState<Face>({ title: '', picture: null });
  const [chosen, toggle] = useChosen();
  const picture = usePicture(texts, props.upload, (id) => setFace((before) => ({ ...before, picture: id })));
  const form = useSubmit(texts, () => props.onCreate(face, [...chosen]));
  return (
    <PanelPage texts={texts} title={texts.ownChats.create} onBack={props.onBack}>
      <form class="panel-form" onSubmit={submitting(form.submit)}>
        <div class="panel-scroll">
          <ChatFace texts={texts} chatId="new" face={face} picture={picture} isFocused onFace={setFace} />
          <Picker
            texts={texts}
            loaded={props.loaded}
            chosen={chosen}
            emptyText={texts.contacts.emptyText}
            onToggle={toggle}
            onRetry={props.onRetry}
          />
        </div>
        <Foot
          problem={form.problem}
          isOff={form.isBusy || picture.isUploading || face.title.trim() === ''}
          text={texts.ownChats.submit}
        />
      </form>
    </PanelPage>
  );
}

/** «Добавить участников»: contacts who are not in the chat. */
export function AddMembers(props: {
  texts: Texts;
  loaded: Loaded<Contact[]>;
  onRetry: () => void;
  onAdd: (personIds: string[]) => Promise<void>;
  onBack: () => void;
}) {
  const { texts } = props;
  const [chosen, toggle] = useChosen();
  const form = useSubmit(texts, () => props.onAdd([...chosen]));
  return (
    <PanelPage texts={texts} title={texts.ownChats.addTitle} onBack={props.onBack}>
      <form class="panel-form" onSubmit={submitting(form.submit)}>
        <div class="panel-scroll">
          <Picker
            texts={texts}
            loaded={props.loaded}
            chosen={chosen}
            emptyText={texts.ownChats.everybodyIsIn}
            onToggle={toggle}
            onRetry={props.onRetry}
          />
        </div>
        <Foot problem={form.problem} isOff={form.isBusy || chosen.size === 0} text={texts.ownChats.add} />
      </form>
    </PanelPage>
  );
}

/** «Название и картинка» of a chat that is there. */
export function EditChat(props: {
  texts: Texts;
  chat: Chat;
  upload: UploadPicture;
  onSave: (face: Face) => Promise<void>;
  onBack: () => void;
}) {
  const { texts, chat } = props;
  const [face, setFace] = useState<Face>({ title: chat.title ?? '', picture: chat.picture ?? null });
  const picture = usePicture(texts, props.upload, (id) => setFace((before) => ({ ...before, picture: id })));
  const form = useSubmit(texts, () => props.onSave(face));
  return (
    <PanelPage texts={texts} title={texts.ownChats.editTitle} onBack={props.onBack}>
      <form class="panel-form" onSubmit={submitting(form.submit)}>
        <div class="panel-scroll">
          <ChatFace texts={texts} chatId={chat.id} face={face} picture={picture} isFocused={false} onFace={setFace} />
        </div>
        <Foot
          problem={form.problem}
          isOff={form.isBusy || picture.isUploading || face.title.trim() === ''}
          text={texts.ownChats.save}
        />
      </form>
    </PanelPage>
  );
}
