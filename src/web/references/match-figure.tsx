import { useMemo } from 'react';
import { Figure } from '../plot/figure.js';
import { useFrame } from '../plot/frame.js';
import { Label, Line, RuleY } from '../plot/layers.js';
import { Plot } from '../plot/plot.js';
import { extent, padded } from '../plot/scale.js';
import { useView } from '../view/context.js';
import { EnergyCursor } from '../view/energy-cursor.js';
import { comparedCurves, type ComparedCurves } from './compared-curves.js';
import type { SimilarMatch } from './types.js';

function Legend({ query, reference }: { readonly query: string; readonly reference: string }) {
  const { left, innerWidth, top } = useFrame();
  const x = left + innerWidth - 8;
  return (
    <>
      <Label x={x} y={top + 16} text={`— ${query}`} color="var(--data)" anchor="end" />
      <Label x={x} y={top + 32} text={`- - ${reference}`} color="var(--model)" anchor="end" />
    </>
  );
}

const tableOf = ({ energy, query, reference, difference }: ComparedCurves) => ({
  columns: ['energy_eV', 'query', 'reference', 'difference'],
  rows: Array.from(energy, (e, i) => [e, query[i], reference[i], difference[i]]),
});

/** A label in a plot has one line: a long name would run out of it. */
const shortened = (name: string): string => (name.length > 60 ? `${name.slice(0, 59)}…` : name);

interface MatchFigureProps {
  readonly match: SimilarMatch;
  readonly query: string;
}

/** The reference over the query as the votes saw them, and what is left between them. */
export function MatchFigure({ match, query }: MatchFigureProps) {
  const { store } = useView();
  const curves = useMemo(() => comparedCurves(match), [match]);
  const { energy, difference } = curves;
  const { name } = match.reference;
  const domain = [match.rangeEv[0], match.rangeEv[1]] as const;
  const x = { label: 'Energy loss', unit: 'eV', domain };
  const pointer = {
    onHover: (p: { x: number } | null) => p !== null && store.hover({ energyEv: p.x }),
    onClick: (p: { x: number }) => store.click({ energyEv: p.x }),
  };
  const net = match.queryBackgroundEv === null ? 'as it is' : 'net';
  return (
    <div className="stack">
      <Figure
        title={`${query} against ${name}`}
        name="similar"
        table={() => tableOf(curves)}
        note={`The query ${net}, the reference ${match.referenceBackgroundEv === null ? 'as it is' : 'net'}; both above their floor and with mean 1 over the ${energy.length} points that were compared, the reference moved by ${match.shiftEv.toFixed(2)} eV.`}
      >
        <Plot
          label={`${query} and ${name}`}
          height={280}
          x={x}
          y={{
            label: 'Intensity over its mean',
            unit: '',
            domain: padded(extent(curves.query, curves.reference)),
          }}
          outside={<Legend query={query} reference={shortened(name)} />}
          {...pointer}
        >
          <Line xs={energy} ys={curves.query} color="var(--data)" step />
          <Line xs={energy} ys={curves.reference} color="var(--model)" dash="6 3" width={1.8} />
          <EnergyCursor />
        </Plot>
      </Figure>
      <Figure title="Difference" name="similar-difference" table={() => tableOf(curves)}>
        <Plot
          label="Query less reference"
          height={150}
          x={x}
          y={{ label: 'Query − reference', unit: '', domain: padded(extent(difference, [0])) }}
          {...pointer}
        >
          <RuleY at={0} color="var(--line)" />
          <Line xs={energy} ys={difference} color="var(--data)" step />
          <EnergyCursor />
        </Plot>
      </Figure>
    </div>
  );
}
