import { ChevronLeft } from 'lucide';
import type { ComponentChildren } from 'preact';
import type { CommonTexts } from '../../i18n/ru-common.ts';
import { Icon } from './icon.tsx';

/** A page of the panel with a way back and a title. */
export function PanelPage(props: {
  texts: CommonTexts;
  title: string;
  onBack: () => void;
  children: ComponentChildren;
}) {
  return (
    <main class="panel">
      <header class="panel-header">
        <button type="button" class="icon-button" aria-label={props.texts.common.back} onClick={props.onBack}>
          <Icon icon={ChevronLeft} />
        </button>
        <h1 class="panel-title">{props.title}</h1>
      </header>
      {props.children}
    </main>
  );
}
