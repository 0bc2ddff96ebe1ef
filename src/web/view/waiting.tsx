import { useFrame } from '../plot/frame.js';

/** In a plot until its spectra are here, above what stands in for them. */
export function Waiting() {
  const { left, top, innerWidth } = useFrame();
  return (
    <text
      data-live
      x={left + innerWidth / 2}
      y={top + 18}
      dy="0.35em"
      fontSize="12"
      fill="var(--ink-2)"
      textAnchor="middle"
    >
      loading spectra…
    </text>
  );
}
