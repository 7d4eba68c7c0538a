import { useEffect, useState } from 'preact/hooks';

/** Shown only when loading takes longer than a blink, so that a quick answer does not flash. */
const DELAY = 200;

function useSlow(): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), DELAY);
    return () => clearTimeout(timer);
  }, []);
  return isSlow;
}

const ROWS = [0.7, 0.5, 0.85, 0.6, 0.75, 0.45];

/** The chat list before anything is known. */
export function ListSkeleton({ label }: { label: string }) {
  const isSlow = useSlow();
  return (
    <div role="status" class="skeleton">
      <span class="visually-hidden">{label}</span>
      {isSlow &&
        ROWS.map((width) => (
          <div key={width} class="skeleton-row" aria-hidden="true">
            <span class="skeleton-avatar" />
            <span class="skeleton-line" style={{ width: `${width * 70}%` }} />
          </div>
        ))}
    </div>
  );
}
