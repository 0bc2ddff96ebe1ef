import { useMemo } from 'react';
import type { ReferenceFitResult } from '../../../science/interpretation/interpretation-result.js';
import { Figure } from '../../plot/figure.js';
import { useFrame } from '../../plot/frame.js';
import { Line, RuleY } from '../../plot/layers.js';
import { categoryColor } from '../../plot/palette.js';
import { Plot, type Margins } from '../../plot/plot.js';
import { extent, padded } from '../../plot/scale.js';
import { useView } from '../context.js';
import { EnergyCursor } from '../energy-cursor.js';
import { zoomTo } from '../energy-zoom.js';
import { positionText } from '../labels.js';
import { referenceSpectrum, type ReferenceSpectrum } from '../reference-spectrum.js';
import { useSpectraVersion } from '../spectra-source.js';
import { useField } from '../view-store.js';

const MARGINS: Margins = { left: 64, right: 150, top: 12, bottom: 42 };
const LEGEND_CHARACTERS = 18;

interface Entry {
  readonly text: string;
  readonly color: string;
  readonly dash?: string;
}

function Legend({ entries }: { readonly entries: readonly Entry[] }) {
  const frame = useFrame();
  const x = frame.left + frame.innerWidth + 8;
  return entries.map(({ text, color, dash }, i) => {
    const y = frame.top + 8 + i * 18;
    const short = text.length > LEGEND_CHARACTERS ? `${text.slice(0, LEGEND_CHARACTERS - 1)}…` : text;
    return (
      <g key={text}>
        <line x1={x} x2={x + 14} y1={y} y2={y} stroke={color} strokeWidth="2" strokeDasharray={dash} />
        <text x={x + 19} y={y} dy="0.35em" fontSize="11" fill="var(--ink-2)">
          <title>{text}</title>
          {short}
        </text>
      </g>
    );
  });
}

/** Data grey, fit in ink: the colours of categories are those of the references. */
const entriesOf = (found: ReferenceFitResult): Entry[] => [
  { text: 'data', color: 'var(--raw)' },
  { text: 'fit', color: 'var(--ink)' },
  ...(found.background === null ? [] : [{ text: 'background', color: 'var(--fit)', dash: '6 4' }]),
  ...found.references.map(({ name }, k) => ({ text: name, color: categoryColor(k) })),
];

/** The fit under the cursor with the energies of its channels. */
function useDrawn(found: ReferenceFitResult): { drawn: ReferenceSpectrum | null; xs: Float64Array } {
  const { store, axis, energy, preprocessed } = useView();
  const pixel = useField(store, 'pixel');
  const version = useSpectraVersion(preprocessed);
  const xs = useMemo(() => energy.subarray(...found.channelRange), [energy, found]);
  const drawn = useMemo(
    () => referenceSpectrum(found, axis, pixel, preprocessed?.spectrum(pixel) ?? null),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- version: spectra have come
    [found, axis, pixel, preprocessed, version],
  );
  return { drawn, xs };
}

function useEnergyPlot(xs: Float64Array) {
  const { store, axis } = useView();
  const zoomEv = useField(store, 'zoomEv');
  const window = [xs[0], xs[xs.length - 1]] as const;
  // A zoom elsewhere on the axis would leave nothing to see here.
  const isIn = zoomEv !== null && zoomEv[0] < window[1] && zoomEv[1] > window[0];
  const domain = isIn ? zoomEv : window;
  const visible = (ys: ArrayLike<number> | null): number[] =>
    ys === null ? [] : Array.from(ys).filter((_, i) => xs[i] >= domain[0] && xs[i] <= domain[1]);
  return {
    visible,
    props: {
      margins: MARGINS,
      x: { label: 'Energy loss', unit: 'eV', domain },
      onHover: (p: { x: number } | null) => p !== null && store.hover({ energyEv: p.x }),
      onClick: (p: { x: number }) => store.click({ energyEv: p.x }),
      onDragX: (range: readonly [number, number]) => zoomTo(store, axis, range),
      onReset: () => store.set({ zoomEv: null }),
    },
  };
}

interface PartProps {
  readonly found: ReferenceFitResult;
  readonly drawn: ReferenceSpectrum;
  readonly xs: Float64Array;
}

function FitPlot({ found, drawn, xs, title }: PartProps & { readonly title: string }) {
  const { countsUnit } = useView();
  const { visible, props } = useEnergyPlot(xs);
  const { fit, data, background, parts } = drawn;
  const ys = [fit, data, background, ...parts].flatMap(visible);
  const table = () => ({
    columns: ['energy_eV', 'counts', 'fit', 'background', ...found.references.map(({ name }) => name)],
    rows: Array.from(xs, (e, i) => [
      ...[e, data?.[i] ?? null, fit[i], background?.[i] ?? null],
      ...parts.map((part) => part[i]),
    ]),
  });
  return (
    <Figure title={title} name="reference-fit" table={table}>
      <Plot
        {...props}
        label={title}
        height={280}
        y={{ label: 'Counts', unit: countsUnit, domain: padded(extent(ys, [0])) }}
        outside={<Legend entries={entriesOf(found)} />}
      >
        {parts.map((part, k) => (
          <Line key={k} xs={xs} ys={part} color={categoryColor(k)} />
        ))}
        {background !== null && <Line xs={xs} ys={background} color="var(--fit)" dash="6 4" />}
        {data !== null && <Line xs={xs} ys={data} color="var(--raw)" step width={1} />}
        <Line xs={xs} ys={fit} color="var(--ink)" width={1.3} />
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}

function ResidualPlot({ drawn, xs }: PartProps) {
  const { visible, props } = useEnergyPlot(xs);
  const { pull } = drawn;
  if (pull === null)
    return <p className="note">The spectrum of this position is not here: its residual cannot be drawn.</p>;
  const title = 'Residual: data − fit, in standard deviations of its noise';
  const table = () => ({ columns: ['energy_eV', 'residual'], rows: Array.from(xs, (e, i) => [e, pull[i]]) });
  return (
    <Figure title={title} name="reference-residual" table={table}>
      <Plot
        {...props}
        label={title}
        height={180}
        y={{ label: 'Residual', unit: 'σ', domain: padded(extent(visible(pull), [-3, 3])) }}
      >
        <RuleY at={0} color="var(--line)" />
        {[-2, 2].map((at) => (
          <RuleY key={at} at={at} color="var(--line)" dash="4 4" />
        ))}
        <Line xs={xs} ys={pull} color="var(--data)" step width={1} />
        <EnergyCursor />
      </Plot>
    </Figure>
  );
}

/** Data, fit, background and scaled references under the cursor, the residual below. */
export function ReferenceFitFigure({ found }: { readonly found: ReferenceFitResult }) {
  const { store, path, kind } = useView();
  const pixel = useField(store, 'pixel');
  const { drawn, xs } = useDrawn(found);
  const index = path.pixels.indexOf(pixel);
  const where = index >= 0 && kind !== 'spectrum' ? ` at ${positionText(path, index)}` : ` of pixel ${pixel}`;
  if (drawn === null) return <p className="empty">The references could not be fitted to pixel {pixel}.</p>;
  return (
    <div className="stack">
      <FitPlot {...{ found, drawn, xs }} title={`Fit of references${where}`} />
      <ResidualPlot {...{ found, drawn, xs }} />
    </div>
  );
}
