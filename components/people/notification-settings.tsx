import type { Texts } from '../../i18n/ru.ts';
import type { PersonSettings, PersonSettingsChange } from '../../protocol/person-settings.ts';
import { PanelPage } from '../ui/panel-page.tsx';

/** «С 20:00 до 7:00»: what the quiet hours begin with when they are turned on, minutes of the day. */
const FIRST_QUIET = { from: 20 * 60, to: 7 * 60 };

const toTime = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

function toMinute(time: string): number | null {
  const match = /^(\d\d):(\d\d)/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** A setting that is on or off. */
function Switch(props: { label: string; text: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label class="setting">
      <span class="setting-text">
        <span>{props.label}</span>
        <small>{props.text}</small>
      </span>
      <input
        class="switch"
        type="checkbox"
        aria-label={props.label}
        checked={props.isOn}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
    </label>
  );
}

/** «Уведомления и звуки»: the same on all my devices. */
export function NotificationSettings(props: {
  texts: Texts;
  settings: PersonSettings;
  problem: string | null;
  onChange: (change: PersonSettingsChange) => void;
  onBack: () => void;
}) {
  const { texts, settings, onChange } = props;
  const { quiet } = settings;
  const words = texts.settings;
  return (
    <PanelPage texts={texts} title={words.notifications} onBack={props.onBack}>
      <div class="panel-scroll settings">
        {props.problem && (
          <p class="error-line" role="alert">
            {props.problem}
          </p>
        )}
        <Switch
          label={words.groups}
          text={words.groupsText}
          isOn={settings.notifiesGroups}
          onChange={(notifiesGroups) => onChange({ notifiesGroups })}
        />
        <Switch
          label={words.direct}
          text={words.directText}
          isOn={settings.notifiesDirect}
          onChange={(notifiesDirect) => onChange({ notifiesDirect })}
        />
        <Switch
          label={words.sound}
          text={words.soundText}
          isOn={settings.hasSound}
          onChange={(hasSound) => onChange({ hasSound })}
        />
        <Switch
          label={words.hidesText}
          text={words.hidesTextText}
          isOn={settings.hidesText}
          onChange={(hidesText) => onChange({ hidesText })}
        />
        <Switch
          label={words.quiet}
          text={words.quietText}
          isOn={quiet !== null}
          onChange={(isOn) => onChange({ quiet: isOn ? FIRST_QUIET : null })}
        />
        {quiet && (
          <div class="setting-times">
            {(['from', 'to'] as const).map((end) => (
              <label key={end}>
                <span>{end === 'from' ? words.quietFrom : words.quietTo}</span>
                <input
                  class="field"
                  type="time"
                  value={toTime(quiet[end])}
                  onChange={(event) => {
                    const minute = toMinute(event.currentTarget.value);
                    if (minute !== null) onChange({ quiet: { ...quiet, [end]: minute } });
                  }}
                />
              </label>
            ))}
          </div>
        )}
      </div>
    </PanelPage>
  );
}
