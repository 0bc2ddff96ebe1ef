import { Fragment } from 'react';
import { useFrame } from '../plot/frame.js';
import { useView } from '../view/context.js';
import { type RegionLink, useLinks } from './links.js';

const WIDTH_PX = 8;

interface MarkProps {
  readonly link: RegionLink;
  readonly from: number;
  readonly to: number;
}

/** A bracket along the positions and the name beside it, which leads to the boundary. */
function Mark({ link: { evidence, label }, from, to }: MarkProps) {
  const { left } = useFrame();
  const [top, bottom] = from < to ? [from, to] : [to, from];
  const isSure = evidence.state !== 'suggested';
  const width = 5.8 * label.length + 14;
  return (
    <a href={`/catalogue/${evidence.boundaryId}`} data-link-mark={evidence.state}>
      <title>{`${label}: ${evidence.state}`}</title>
      <path
        d={`M${left + WIDTH_PX} ${top}H${left + 2}V${bottom}H${left + WIDTH_PX}`}
        fill="none"
        stroke="#ffffff"
        strokeWidth={2}
        strokeDasharray={isSure ? undefined : '4 3'}
      />
      <rect
        x={left + WIDTH_PX + 2}
        y={(top + bottom) / 2 - 9}
        width={width}
        height={18}
        rx={9}
        fill="var(--panel)"
        stroke="var(--accent)"
      />
      <text x={left + WIDTH_PX + 8} y={(top + bottom) / 2} dy="0.35em" fontSize={11} fill="var(--accent)">
        {label}
      </text>
    </a>
  );
}

/** Regions that are tied to boundaries, on the scan. */
export function LinkMarks({ analysisId }: { readonly analysisId: string }) {
  const { path } = useView();
  const { links } = useLinks(analysisId);
  const frame = useFrame();
  const half = frame.innerHeight / path.positions.length / 2;
  return (
    <g data-live>
      {links.items.map((link) => {
        const { fromPixel, toPixel } = link.region;
        const inside = path.pixels.flatMap((pixel, i) => (pixel >= fromPixel && pixel < toPixel ? [i] : []));
        if (inside.length === 0) return <Fragment key={link.evidence.id} />;
        const ends = [inside[0], inside[inside.length - 1]].map((i) => frame.y.to(path.positions[i]));
        const [first, last] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
        return <Mark key={link.evidence.id} link={link} from={first - half} to={last + half} />;
      })}
    </g>
  );
}
