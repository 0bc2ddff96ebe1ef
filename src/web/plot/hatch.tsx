import { useId } from 'react';
import { useFrame } from './frame.js';

/** Half-open intervals on the x axis, in data coordinates. */
export type Span = readonly [from: number, to: number];

/** Oblique lines; `id` names the pattern for a `fill`. */
export function HatchPattern({ id }: { readonly id: string }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line x1="0" x2="0" y1="0" y2="6" stroke="var(--ink-2)" strokeWidth="1.6" strokeOpacity="0.45" />
    </pattern>
  );
}

/** Where there is no answer: hatched over the whole height, so that a gap is not taken for a value. */
export function HatchX({ spans }: { readonly spans: readonly Span[] }) {
  const frame = useFrame();
  const id = useId();
  if (spans.length === 0) return null;
  return (
    <g data-hatched={spans.length}>
      <HatchPattern id={id} />
      {spans.map((span) => {
        const [a, b] = span.map((v) => frame.x.to(v)).sort((p, q) => p - q);
        const area = { x: a, width: b - a, y: frame.top, height: frame.innerHeight };
        return <rect key={span[0]} {...area} fill={`url(#${id})`} />;
      })}
    </g>
  );
}
