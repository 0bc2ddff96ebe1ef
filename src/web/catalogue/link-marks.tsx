import { Fragment } from 'react';
import { useFrame } from '../plot/frame.js';
import { useView } from '../view/context.js';
import { type RegionLink, useLinks } from './links.js';

const WIDTH_PX = 8;

interface MarkProps {
  /** Of one region, what counts first. */
  readonly links: readonly RegionLink[];
  readonly from: number;
  readonly to: number;
}

/** A bracket along the positions and the name beside it, which leads to the boundary. */
function Mark({ links, from, to }: MarkProps) {
  const [{ evidence, label: first }] = links;
  const label = links.length === 1 ? first : `${first} +${links.length - 1}`;
  const { left } = useFrame();
  const [top, bottom] = from < to ? [from, to] : [to, from];
  const isSure = evidence.state !== 'suggested';
  const width = 5.8 * label.length + 14;
  return (
    <a href={`/catalogue/${evidence.boundaryId}`} data-link-mark={evidence.state}>
      <title>{links.map((one) => `${one.label}: ${one.evidence.state}`).join('\n')}</title>
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

/** Links of the same pixels are one mark: ten names over each other are none. */
function byRegion(items: readonly RegionLink[]): readonly (readonly RegionLink[])[] {
  const groups = new Map<string, RegionLink[]>();
  const isHeld = ({ evidence }: RegionLink): number => (evidence.state === 'suggested' ? 1 : 0);
  for (const link of [...items].sort((a, b) => isHeld(a) - isHeld(b))) {
    const key = `${link.region.fromPixel}_${link.region.toPixel}`;
    groups.set(key, [...(groups.get(key) ?? []), link]);
  }
  return [...groups.values()];
}

/** Regions that are tied to boundaries, on the scan. */
export function LinkMarks({ analysisId }: { readonly analysisId: string }) {
  const { path } = useView();
  const { links } = useLinks(analysisId);
  const frame = useFrame();
  const half = frame.innerHeight / path.positions.length / 2;
  return (
    <g data-live>
      {byRegion(links.items).map((group) => {
        const [{ evidence, region }] = group;
        const { fromPixel, toPixel } = region;
        const inside = path.pixels.flatMap((pixel, i) => (pixel >= fromPixel && pixel < toPixel ? [i] : []));
        if (inside.length === 0) return <Fragment key={evidence.id} />;
        const ends = [inside[0], inside[inside.length - 1]].map((i) => frame.y.to(path.positions[i]));
        const [first, last] = ends[0] <= ends[1] ? ends : [ends[1], ends[0]];
        return <Mark key={evidence.id} links={group} from={first - half} to={last + half} />;
      })}
    </g>
  );
}
