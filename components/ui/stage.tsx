import type { IconNode } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** A whole screen with one thing to say: a sign, a title, a sentence, and what to do next. */
export function Stage(props: { icon: IconNode; title: string; text?: string; children?: ComponentChildren }) {
  return (
    <section class="stage">
      <span class="stage-sign">
        <Icon icon={props.icon} />
      </span>
      <h1>{props.title}</h1>
      {props.text && <p>{props.text}</p>}
      {props.children && <div class="stage-actions">{props.children}</div>}
    </section>
  );
}
