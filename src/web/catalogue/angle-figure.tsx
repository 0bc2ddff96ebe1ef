import { useMemo } from 'react';
import { navigate } from '../app/router.js';
import { ProblemCard } from '../app/problem-card.js';
import { Figure } from '../plot/figure.js';
import { extent } from '../plot/scale.js';
import { GroupChoice, nPoints, pointsNote, pointTable, VegaLink } from './figure-parts.js';
import type { ChangeAddress } from './filter-bar.js';
import { groupPoints, thinned } from './points.js';
import { ScatterPlot } from './scatter-plot.js';
import { ANGLE, ENERGY } from './types.js';
import { useRows } from './use-rows.js';

interface AngleFigureProps {
  readonly params: URLSearchParams;
  readonly onChange: ChangeAddress;
}

/** Energy against misorientation. */
export function AngleFigure({ params, onChange }: AngleFigureProps) {
  const by = params.get('by') ?? 'sigma';
  const { data, problem } = useRows(params, [ANGLE, ENERGY, by]);
  const groups = useMemo(() => groupPoints(data ?? [], [ANGLE, ENERGY], by), [data, by]);
  const drawn = useMemo(() => thinned(groups), [groups]);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  if (nPoints(groups) === 0)
    return <p className="empty">No boundary of these has an energy and a misorientation.</p>;
  const [, xMax] = extent(groups.flatMap(({ points }) => points.map(({ x }) => x))) ?? [0, 0];
  const [yMin, yMax] = extent(groups.flatMap(({ points }) => points.map(({ y }) => y))) ?? [0, 1];
  return (
    <section className="panel">
      <Figure
        title="Energy against misorientation"
        name="energy-angle"
        tools={
          <>
            <GroupChoice by={by} onChange={(value) => onChange({ by: value })} />
            <VegaLink params={params} figure="scatter" more={{ x: ANGLE, y: ENERGY, group_by: by }} />
          </>
        }
        note={pointsNote(data, groups)}
        table={() => pointTable(groups, by, [ANGLE, ENERGY])}
      >
        <ScatterPlot
          label="Energy against misorientation"
          x={{ label: 'Misorientation', unit: '°', domain: [0, Math.min(185, Math.max(62, 1.04 * xMax))] }}
          y={{ label: 'Boundary energy', unit: 'J/m²', domain: [Math.min(0, yMin), 1.08 * yMax] }}
          groups={drawn}
          onOpen={(id) => navigate(`/catalogue/${id}`)}
        />
      </Figure>
    </section>
  );
}
