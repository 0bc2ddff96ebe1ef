import { useMemo, useState } from 'react';
import { cssColor } from '../plot/color-map.js';
import { Figure } from '../plot/figure.js';
import { formatNumber } from '../plot/format.js';
import { useFrame } from '../plot/frame.js';
import { Plot } from '../plot/plot.js';
import { colorShare, quantile, type ColorScale } from '../plot/raster.js';
import { ColorBar } from '../view/color-bar.js';
import type { CandidateMap, Evaluation } from './types.js';

type Shown = 'energy' | 'mean' | 'std';
const NAMES: Readonly<Record<Shown, string>> = {
  energy: 'Evaluated energy',
  mean: 'Model: expected energy',
  std: 'Model: uncertainty',
};
const MARGINS = { left: 64, right: 110, top: 24, bottom: 44 } as const;
/** More dots than this cannot be told apart, and slow the page. */
const MOST_DOTS = 6000;

interface Dot {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly index: number;
}

function Dots({
  dots,
  scale,
  selected,
}: {
  dots: readonly Dot[];
  scale: ColorScale;
  selected: number | null;
}) {
  const { x, y } = useFrame();
  return (
    <g>
      {dots.map((dot) => (
        <circle
          key={dot.index}
          cx={x.to(dot.x)}
          cy={y.to(dot.y)}
          r={dot.index === selected ? 7 : 4}
          fill={cssColor(scale.map, colorShare(dot.value, scale))}
          stroke={dot.index === selected ? 'var(--cursor)' : 'var(--panel)'}
          strokeWidth={dot.index === selected ? 2.5 : 0.6}
        />
      ))}
    </g>
  );
}

interface PlaneMapProps {
  readonly map: CandidateMap;
  readonly evaluations: readonly Evaluation[];
  readonly selected: number | null;
  readonly onSelect: (index: number) => void;
}

/** Distinct values of a column, ascending, null for "all of them". */
function levelsOf(map: CandidateMap, column: number): number[] {
  const n = map.columns.length;
  const all = new Set<number>();
  for (let i = column; i < map.values.length; i += n) all.add(map.values[i]);
  return [...all].sort((a, b) => a - b);
}

function domainOf(map: CandidateMap, column: number): readonly [number, number] {
  const levels = levelsOf(map, column);
  const [low, high] = [levels[0], levels[levels.length - 1]];
  const pad = 0.04 * (high - low || 1);
  return [low - pad, high + pad];
}

function useDots(
  { map, evaluations }: PlaneMapProps,
  shown: Shown,
  slice: { column: number; value: number | null },
) {
  return useMemo(() => {
    const n = map.columns.length;
    const energies = new Map(evaluations.map((e) => [e.index, e.energyJPerM2]));
    const valueOf = (i: number): number | null =>
      shown === 'energy'
        ? (energies.get(i) ?? null)
        : ((shown === 'mean' ? map.meanJPerM2 : map.stdJPerM2)?.[i] ?? null);
    const dots: Dot[] = [];
    for (let i = 0; i < map.nCandidates && dots.length < MOST_DOTS; i++) {
      if (slice.value !== null && map.values[i * n + slice.column] !== slice.value) continue;
      const value = valueOf(i);
      if (value !== null)
        dots.push({ x: map.values[i * n], y: n > 1 ? map.values[i * n + 1] : 0, value, index: i });
    }
    return dots;
  }, [map, evaluations, shown, slice.column, slice.value]);
}

interface MapToolsProps {
  readonly map: CandidateMap;
  readonly shown: Shown;
  readonly level: number | null;
  readonly onShow: (shown: Shown) => void;
  readonly onLevel: (level: number | null) => void;
}

/** What the colours show, and which value of the third parameter. */
function MapTools({ map, shown, level, onShow, onLevel }: MapToolsProps) {
  const third = map.columns.length > 2 ? map.columns[2] : null;
  return (
    <>
      <select
        aria-label="What the colours show"
        value={shown}
        onChange={(e) => onShow(e.target.value as Shown)}
      >
        <option value="energy">{NAMES.energy}</option>
        {map.meanJPerM2 !== null && <option value="mean">{NAMES.mean}</option>}
        {map.stdJPerM2 !== null && <option value="std">{NAMES.std}</option>}
      </select>
      {third !== null && (
        <select
          aria-label={third.name}
          value={level ?? ''}
          onChange={(e) => onLevel(e.target.value === '' ? null : Number(e.target.value))}
        >
          <option value="">every {third.name}</option>
          {levelsOf(map, 2).map((value) => (
            <option key={value} value={value}>
              {third.name} {formatNumber(value, 3)} {third.unit}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

/** Candidates in the plane of the first two parameters (the translation), coloured by energy or by what the model says. */
export function PlaneMap(props: PlaneMapProps) {
  const { map, selected, onSelect } = props;
  const [shown, setShown] = useState<Shown>('energy');
  const [level, setLevel] = useState<number | null>(null);
  const third = map.columns.length > 2 ? map.columns[2] : null;
  const dots = useDots(props, shown, { column: 2, value: third === null ? null : level });
  const values = dots.map((dot) => dot.value);
  const scale: ColorScale = {
    domain: [Math.min(...values, Infinity), Math.max(quantile(values, 0.9), Math.min(...values) + 1e-4)],
    log: false,
    map: 'viridis',
  };
  const [across, up] = [map.columns[0], map.columns[1] ?? { name: '', unit: '' }];
  const select = (at: { x: number; y: number }): void => {
    const distance = (dot: Dot): number => Math.hypot(dot.x - at.x, dot.y - at.y);
    if (dots.length > 0) onSelect(dots.reduce((a, b) => (distance(b) < distance(a) ? b : a)).index);
  };
  return (
    <Figure
      title={`${NAMES[shown]} over the translation`}
      name={`plane-${shown}`}
      tools={<MapTools {...{ map, shown, level }} onShow={setShown} onLevel={setLevel} />}
      note="Click a candidate to see its atoms."
      table={() => ({
        columns: ['candidate', across.name, up.name, `${NAMES[shown]} (J/m²)`],
        rows: dots.map((dot) => [dot.index, dot.x, dot.y, dot.value]),
      })}
    >
      <Plot
        label={NAMES[shown]}
        height={320}
        arrows="none"
        margins={MARGINS}
        x={{ label: across.name, unit: across.unit, domain: domainOf(map, 0) }}
        y={{ label: up.name, unit: up.unit, domain: map.columns.length > 1 ? domainOf(map, 1) : [-1, 1] }}
        onClick={select}
        outside={dots.length > 0 && <ColorBar scale={scale} label="" unit="J/m²" />}
      >
        <Dots dots={dots} scale={scale} selected={selected} />
      </Plot>
    </Figure>
  );
}
