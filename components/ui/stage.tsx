import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/**
 * A whole screen with one thing to say: a sign, a title, a sentence, and what to do next. Without anything to press
 * it is a stop of the tab key itself, so that the keyboard can scroll it where text is large.
 */
export function Stage(props: { icon: IconNode; title: string; text?: string; children?: ComponentChildren }) {
  return (
    <section class="stage" {...(props.children ? {} : { tabIndex: 0 })}>
      <span class="stage-sign">
        <Icon icon={props.icon} />
      </span>
      <h1>{props.title}</h1>
      {props.text && <p>{props.text}</p>}
      {props.children && <div class="stage-actions">{props.children}</div>}
    </section>
  );
}
