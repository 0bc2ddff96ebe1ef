import { useFrame } from '../plot/frame.js';

/** In the middle of a plot until its spectra are here. */
export function Waiting() {
  const { left, top, innerWidth, innerHeight } = useFrame();
  return (
    <text
      data-live
      x={left + innerWidth / 2}
      y={top + innerHeight / 2}
      dy="0.35em"
      fontSize="12"
      fill="var(--ink-2)"
      textAnchor="middle"
    >
      loading spectra…
    </text>
  );
}
