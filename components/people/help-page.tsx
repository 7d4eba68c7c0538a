import type { Texts } from '../../i18n/ru.ts';
import { PanelPage } from '../ui/panel-page.tsx';

/** «Помощь»: short answers to what is asked most. */
export function HelpPage({ texts, onCheck, onBack }: { texts: Texts; onCheck: () => void; onBack: () => void }) {
  return (
    <PanelPage texts={texts} title={texts.help.title} onBack={onBack}>
      <div class="panel-scroll settings">
        {texts.help.items.map(({ question, answer }) => (
          <details key={question} class="help-item">
            <summary>{question}</summary>
            <p>{answer}</p>
          </details>
        ))}
        <button type="button" class="button" onClick={onCheck}>
          {texts.check.title}
        </button>
        <p class="setting-note">{texts.help.school}</p>
      </div>
    </PanelPage>
  );
}
