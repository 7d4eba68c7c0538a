/** A row of filters, one of which is on. `count` stands behind the label; `heard` is what is read out instead. */
export function FilterChips<K extends string>(props: {
  label: string;
  chosen: K;
  chips: { key: K; text: string; count?: number; heard?: string }[];
  onChoose: (key: K) => void;
}) {
  return (
    <fieldset class="filter-chips" aria-label={props.label}>
      {props.chips.map(({ key, text, count, heard }) => (
        <button
          key={key}
          type="button"
          class="filter-chip"
          aria-pressed={key === props.chosen}
          {...(heard ? { 'aria-label': heard } : {})}
          onClick={() => props.onChoose(key)}
        >
          {text}
          {count ? <b>{count}</b> : null}
        </button>
      ))}
    </fieldset>
  );
}
