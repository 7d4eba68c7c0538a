import { Activity, Bell, ChevronRight, CircleHelp, Download, type IconNode, MonitorSmartphone, Palette } from 'lucide';
import type { Texts } from '../../i18n/ru.ts';
import { Icon } from '../ui/icon.tsx';

/** The pages of «Аккаунт». */
export type AccountPage = 'notifications' | 'look' | 'sessions' | 'help';

const PAGES: [AccountPage, IconNode][] = [
  ['notifications', Bell],
  ['look', Palette],
  ['sessions', MonitorSmartphone],
  ['help', CircleHelp],
];

/** The way from «Аккаунт» to its pages, and the download of my data; `note` says what came of it. */
export function AccountMenu(props: {
  texts: Texts;
  note: { text: string; isProblem: boolean } | null;
  onOpen: (page: AccountPage) => void;
  onExport: () => void;
  onCheck: () => void;
}) {
  const { texts, note } = props;
  return (
    <ul class="account-menu">
      {PAGES.map(([page, icon]) => (
        <li key={page}>
          <button type="button" class="account-action" onClick={() => props.onOpen(page)}>
            <Icon icon={icon} />
            <span>{texts.settings[page]}</span>
            <Icon icon={ChevronRight} class="account-menu-chevron" />
          </button>
        </li>
      ))}
      <li>
        <button type="button" class="account-action" onClick={props.onCheck}>
          <Icon icon={Activity} />
          <span>{texts.check.title}</span>
          <Icon icon={ChevronRight} class="account-menu-chevron" />
        </button>
      </li>
      <li>
        <button type="button" class="account-action" onClick={props.onExport}>
          <Icon icon={Download} />
          <span>
            {texts.settings.exportData}
            <small>{texts.settings.exportText}</small>
          </span>
        </button>
        {note && (
          <p class={note.isProblem ? 'error-line' : 'setting-note'} role="status">
            {note.text}
          </p>
        )}
      </li>
    </ul>
  );
}
