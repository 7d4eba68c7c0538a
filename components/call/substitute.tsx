import { CircleAlert, Headphones } from 'lucide';
import { useEffect, useState } from 'preact/hooks';
import { chatTitle } from '../../i18n/names.ts';
import type { CallTexts } from '../../i18n/ru-call.ts';
import type { ChatName } from '../../protocol/chats.ts';
import { Stage } from '../ui/stage.tsx';

export interface SubstituteLesson {
  chatId: string;
  name: ChatName;
}

/** «Замена»: a teacher opened the lesson of another, and may lead it; the school sees that in its log. */
export function Substitute(props: {
  texts: CallTexts;
  /** Asks the server for the lessons that fit. Rejects where it cannot be asked. */
  find: () => Promise<SubstituteLesson[]>;
  onChoose: (lesson: SubstituteLesson) => void;
}) {
  const { texts } = props;
  const [found, setFound] = useState<SubstituteLesson[] | null>(null);
  useEffect(() => {
    props.find().then(setFound, () => setFound([]));
  }, []);
  if (!found) return null;
  if (found.length === 0) {
    return (
      <main class="whole">
        <Stage icon={CircleAlert} title={texts.call.noChatTitle} text={texts.call.noChatText} />
      </main>
    );
  }
  return (
    <main class="whole">
      <Stage icon={Headphones} title={texts.call.substitute.title} text={texts.call.substitute.text}>
        <ul class="choices">
          {found.map((lesson) => (
            <li key={lesson.chatId}>
              <button type="button" class="choice" onClick={() => props.onChoose(lesson)}>
                <span>{texts.call.substitute.lead(chatTitle(texts, lesson.name))}</span>
              </button>
            </li>
          ))}
        </ul>
      </Stage>
    </main>
  );
}
