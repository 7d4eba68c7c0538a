import type { IconNode } from 'lucide';
import { h } from 'preact';

/** One of lucide's icons as an inline picture that screen readers skip: the button around it has the name. */
export function Icon({ icon, class: className }: { icon: IconNode; class?: string }) {
  return (
    <svg class={className ? `icon ${className}` : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {icon.map(([tag, attributes], index) => h(tag, { ...attributes, key: index }))}
    </svg>
  );
}
