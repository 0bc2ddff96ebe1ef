import { useMemo } from 'react';
import { useFrame } from '../plot/frame.js';
import { Band, Line, RuleY, ShadeX } from '../plot/layers.js';
import { useView } from './context.js';
import { EnergyCursor } from './energy-cursor.js';
import { EdgeLines } from './edge-marks.js';
import { useField } from './view-store.js';
import type { ShownSpectrum } from './use-shown-spectrum.js';

interface ShownProps {
  readonly shown: ShownSpectrum;
}

function CountingBand({ shown }: ShownProps) {
  const band = useMemo(() => {
    const { std, counts } = shown;
    if (std === null) return null;
    return { lo: counts.map((c, i) => c - std[i]), hi: counts.map((c, i) => c + std[i]) };
  }, [shown]);
  return band === null ? null : (
    <Band xs={shown.energy} lo={band.lo} hi={band.hi} color="var(--data)" opacity={0.16} />
  );
}

/** The background from its window on: before it, the law was never asked. */
function BackgroundLine({ shown }: ShownProps) {
  const drawn = useMemo(() => {
    if (shown.background === null) return null;
    const from = shown.background.fitWindowEv[0];
    return shown.background.values.map((v, i) => (shown.energy[i] < from ? Number.NaN : v));
  }, [shown]);
  return drawn === null ? null : (
    <Line
      xs={shown.energy}
      ys={drawn}
      color="var(--model)"
      width={1.6}
      dash={shown.background!.source === 'page' ? '6 3' : undefined}
    />
  );
}

function NetLine({ shown }: ShownProps) {
  const net = useMemo(() => {
    const { background } = shown;
    if (background === null) return null;
    const from = background.fitWindowEv[0];
    return shown.original.map((c, i) => (shown.energy[i] < from ? Number.NaN : c - background.values[i]));
  }, [shown]);
  return net === null ? null : <Line xs={shown.energy} ys={net} color="var(--net)" step width={1.1} />;
}

function Integral() {
  const range = useField(useView().store, 'integralEv');
  return range === null ? null : <ShadeX range={range} color="var(--accent)" opacity={0.2} />;
}

export function SpectrumLayers({ shown }: ShownProps) {
  const { result } = useView();
  const { background, edge } = shown;
  return (
    <>
      {background !== null && <ShadeX range={background.fitWindowEv} color="var(--fit)" opacity={0.16} />}
      {edge?.signalWindowEv && <ShadeX range={edge.signalWindowEv} color="var(--signal)" opacity={0.12} />}
      <Integral />
      <EdgeLines edges={result.edges} color="var(--line)" />
      {shown.isNet && <RuleY at={0} color="var(--ink-2)" />}
      {shown.raw !== null && !shown.isNet && (
        <Line xs={shown.raw.energy} ys={shown.raw.counts} color="var(--raw)" step width={1} />
      )}
      <CountingBand shown={shown} />
      <Line xs={shown.energy} ys={shown.counts} color={shown.isNet ? 'var(--net)' : 'var(--data)'} step />
      {!shown.isNet && <BackgroundLine shown={shown} />}
      {!shown.isNet && <NetLine shown={shown} />}
      <EnergyCursor />
    </>
  );
}

interface LegendEntry {
  readonly text: string;
  readonly color: string;
  readonly kind: 'line' | 'area';
}

function legendEntries(shown: ShownSpectrum): LegendEntry[] {
  const entries: (LegendEntry | false)[] = [
    !shown.isNet && { text: shown.complete ? 'Counts' : 'Mean', color: 'var(--data)', kind: 'line' },
    shown.raw !== null && !shown.isNet && { text: 'Raw', color: 'var(--raw)', kind: 'line' },
    shown.background !== null && !shown.isNet && { text: 'Background', color: 'var(--model)', kind: 'line' },
    shown.background !== null && { text: 'Net', color: 'var(--net)', kind: 'line' },
    shown.background !== null && { text: 'Fit', color: 'var(--fit)', kind: 'area' },
    shown.edge?.signalWindowEv != null && { text: 'Signal', color: 'var(--signal)', kind: 'area' },
  ];
  return entries.filter((e): e is LegendEntry => e !== false);
}

/** In the margin at the right, in the order in which the eye meets the lines. */
export function SpectrumLegend({ shown }: ShownProps) {
  const frame = useFrame();
  const x = frame.left + frame.innerWidth + 8;
  return legendEntries(shown).map(({ text, color, kind }, i) => {
    const y = frame.top + 8 + i * 18;
    return (
      <g key={text}>
        {kind === 'line' ? (
          <line x1={x} x2={x + 14} y1={y} y2={y} stroke={color} strokeWidth="2" />
        ) : (
          <rect x={x} y={y - 5} width={14} height={10} fill={color} fillOpacity="0.3" />
        )}
        <text x={x + 19} y={y} dy="0.35em" fontSize="11" fill="var(--ink-2)">
          {text}
        </text>
      </g>
    );
  });
}
