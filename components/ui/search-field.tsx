import { Search, X } from 'lucide';
import { useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** A field to search with; Escape and the cross empty it. */
export function SearchField(props: {
  label: string;
  clearLabel: string;
  value: string;
  isFocused?: boolean;
  onInput: (text: string) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <search class="search-field">
      <Icon icon={Search} />
      <input
        ref={field}
        class="field"
        type="text"
        inputMode="search"
        enterkeyhint="search"
        autocomplete="off"
        // biome-ignore lint/a11y/noAutofocus: opened by a command to search
        autoFocus={props.isFocused ?? false}
        maxLength={200}
        placeholder={props.label}
        aria-label={props.label}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !props.value) return;
          event.preventDefault();
          props.onInput('');
        }}
      />
      {props.value && (
        <button
          type="button"
          class="icon-button"
          aria-label={props.clearLabel}
          onClick={() => {
            props.onInput('');
            field.current?.focus();
          }}
        >
          <Icon icon={X} />
        </button>
      )}
    </search>
  );
}
