import { formatFixed } from '../plot/format.js';

interface ShowMoreProps {
  /** Rows that are not shown yet. */
  readonly left: number;
  readonly onMore: () => void;
}

/** Below the part of a list that is shown; nothing where that is all of it. */
export function ShowMore({ left, onMore }: ShowMoreProps) {
  if (left <= 0) return null;
  return (
    <p>
      <button type="button" className="quiet" onClick={onMore}>
        Show more
      </button>{' '}
      <span className="note">{formatFixed(left, 0)} more</span>
    </p>
  );
}
