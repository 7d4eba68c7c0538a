/** A row of filters, one of which is on. `count` stands behind the label; `heard` is what is read out in its place. */
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
          onClick={() => props.onChoose(key)}
        >
          {text}
          {count ? <b aria-hidden="true">{count}</b> : null}
          {heard && <span class="visually-hidden">{heard}</span>}
        </button>
      ))}
    </fieldset>
  );
}
