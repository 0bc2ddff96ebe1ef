import { memo, useMemo } from 'react';
import { useFrame } from '../plot/frame.js';

interface ErrorBarsProps {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
  readonly std: readonly (number | null)[];
  readonly color: string;
}

/** ± one standard deviation; nothing where it is unknown. */
export const ErrorBars = memo(function ErrorBars({ xs, ys, std, color }: ErrorBarsProps) {
  const { x, y } = useFrame();
  const d = useMemo(
    () =>
      ys
        .map((v, i) => {
          const s = std[i];
          if (v === null || s === null) return '';
          return `M${x.to(xs[i]).toFixed(2)} ${y.to(v - s).toFixed(2)}V${y.to(v + s).toFixed(2)}`;
        })
        .join(''),
    [xs, ys, std, x, y],
  );
  return <path d={d} stroke={color} strokeWidth={1} fill="none" />;
});
