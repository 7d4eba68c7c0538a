import type { Texts } from '../../i18n/ru.ts';
import type { PersonSettings } from '../../protocol/person-settings.ts';
import { PanelPage } from '../ui/panel-page.tsx';

/** How this browser shows everything. */
export interface Look {
  theme: 'system' | 'light' | 'dark';
  size: 'small' | 'normal' | 'large' | 'huge';
}

function Choice<K extends string>(props: {
  name: string;
  legend: string;
  options: Record<K, string>;
  chosen: K;
  onChoose: (key: K) => void;
}) {
  return (
    <fieldset class="look-choice">
      <legend>{props.legend}</legend>
      {(Object.keys(props.options) as K[]).map((key) => (
        <label key={key}>
          <input type="radio" name={props.name} checked={key === props.chosen} onChange={() => props.onChoose(key)} />
          {props.options[key]}
        </label>
      ))}
    </fieldset>
  );
}

/** «Внешний вид»: theme and size of this browser, language of the person. */
export function LookSettings(props: {
  texts: Texts;
  look: Look;
  language: PersonSettings['language'];
  onLook: (look: Look) => void;
  onLanguage: (language: PersonSettings['language']) => void;
  onBack: () => void;
}) {
  const { texts, look, onLook } = props;
  const words = texts.settings;
  return (
    <PanelPage texts={texts} title={words.look} onBack={props.onBack}>
      <div class="panel-scroll settings">
        <Choice
          name="theme"
          legend={words.theme}
          options={words.themes}
          chosen={look.theme}
          onChoose={(theme) => onLook({ ...look, theme })}
        />
        <Choice
          name="size"
          legend={words.size}
          options={words.sizes}
          chosen={look.size}
          onChoose={(size) => onLook({ ...look, size })}
        />
        <p class="setting-note">{words.thisBrowser}</p>
        <Choice
          name="language"
          legend={words.language}
          options={words.languages}
          chosen={props.language}
          onChoose={props.onLanguage}
        />
      </div>
    </PanelPage>
  );
}
