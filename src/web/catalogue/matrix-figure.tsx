import { useMemo, useRef } from 'react';
import { ProblemCard } from '../app/problem-card.js';
import { useResource } from '../app/use-resource.js';
import type { Table } from '../plot/csv.js';
import { Figure } from '../plot/figure.js';
import { formatNumber } from '../plot/format.js';
import { FONT, type Frame, FrameContext } from '../plot/frame.js';
import { Legend, type LegendEntry, legendMargin } from '../plot/legend.js';
import { makeScale } from '../plot/scale.js';
import { useWidth } from '../plot/use-size.js';
import { filterQuery, withQuery } from './catalogue-query.js';
import { ColumnChoice } from './column-choice.js';
import { GroupChoice, VegaLink } from './figure-parts.js';
import type { ChangeAddress } from './filter-bar.js';
import { MatrixCell, type DotCell } from './matrix-cell.js';
import { groupName, groupPoints, ownNames, type Row, thinned } from './points.js';
import { legendOf } from './scatter-plot.js';
import { columnTitle, pText } from './sentences.js';
import { type ColumnInfo, type Correlations, ENERGY, type PairCorrelation } from './types.js';
import { isNumber, useColumns, useRows } from './use-rows.js';

const MOST_COLUMNS = 5;
const MOST_IN_CELL = 800;
const LARGEST_CELL_PX = 260;
const BEGIN = [ENERGY, 'excess_volume_angstrom', 'misorientation_deg'];

const chosenIn = (params: URLSearchParams): string[] => {
  const names = params.get('columns_of')?.split(',') ?? BEGIN;
  return names.filter((name) => name !== '').slice(0, MOST_COLUMNS);
};

const pairOf = (pairs: readonly PairCorrelation[], a: string, b: string): PairCorrelation | null =>
  pairs.find(({ x, y }) => (x === a && y === b) || (x === b && y === a)) ?? null;

/** Words shrink with cells narrower than what they need. */
const fontScale = (size: number): number => Math.min(1, size / 150);

interface WordCellProps {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly pair: PairCorrelation | null;
}

/** Pooled and within groups, never the one without the other; the contradiction of the two in colour and words. */
function WordCell({ x, y, size, pair }: WordCellProps) {
  if (pair === null) return null;
  const { pooled, within, simpson } = pair;
  const scale = fontScale(size);
  const lines = [
    [`all ${formatNumber(pooled.estimate, 2)}`, 15, 'var(--ink)'],
    [`n = ${pooled.n}, ${pText(pair.pAdjusted ?? pooled.p)}`, 11, 'var(--ink-2)'],
    [`within ${formatNumber(within?.estimate ?? null, 2)}`, 13, 'var(--ink)'],
    ...(simpson?.isClear ? [['signs differ', 11, 'var(--warn)'] as const] : []),
  ] as const;
  return (
    <g textAnchor="middle">
      {lines.map(([text, fontSize, fill], i) => (
        <text
          key={text}
          x={x + size / 2}
          y={y + size / 2 + (i - 1) * 18 * scale}
          {...{ fontSize: fontSize * scale, fill }}
          dy="0.35em"
        >
          {text}
        </text>
      ))}
    </g>
  );
}

interface MatrixProps {
  readonly names: readonly string[];
  readonly columns: readonly ColumnInfo[];
  readonly rows: readonly Row[];
  readonly by: string;
  readonly pairs: readonly PairCorrelation[];
}

function Titles({
  name,
  columns,
  at,
  size,
}: {
  name: string;
  columns: readonly ColumnInfo[];
  at: number;
  size: number;
}) {
  const words = columnTitle(name, columns).split(' ');
  const half = Math.ceil(words.length / 2);
  return (
    <g textAnchor="middle" fontSize={12 * fontScale(size)} fontWeight={600} fill="var(--ink)">
      {[words.slice(0, half).join(' '), words.slice(half).join(' ')].map((text, i) => (
        <text key={i} x={at + size / 2} y={at + size / 2 + (i - 0.5) * 17} dy="0.35em">
          {text}
        </text>
      ))}
    </g>
  );
}

function Grid({ n, size }: { readonly n: number; readonly size: number }) {
  const box = { width: size - 1, height: size - 1, fill: 'none', stroke: 'var(--grid)' };
  return Array.from({ length: n * n }, (_, i) => (
    <rect key={i} x={(i % n) * size + 0.5} y={Math.floor(i / n) * size + 0.5} {...box} />
  ));
}

/** Of all cells: a group that one pair lacks may be in another. */
function legendOfAll(cells: readonly DotCell[]): readonly LegendEntry[] {
  const groups = new Map(cells.flatMap((cell) => cell.groups).map((group) => [group.category, group]));
  return legendOf([...groups.values()].sort((a, b) => a.category - b.category));
}

/** A legend stands above the top of a frame. */
const frameOf = (width: number, top: number): Frame => ({
  x: makeScale([0, 1], [0, width]),
  y: makeScale([0, 1], [top, 0]),
  ...{ left: 0, top, innerWidth: width, innerHeight: 0, width, height: top },
});

function Matrix({ names, columns, rows, by, pairs }: MatrixProps) {
  const holder = useRef<HTMLDivElement>(null);
  const width = Math.min(useWidth(holder), LARGEST_CELL_PX * names.length);
  const size = width / names.length;
  const cells = useMemo(() => {
    const own = ownNames(rows.map((row) => groupName(row, by)));
    return names.flatMap((up, r) =>
      names.slice(0, r).map((across, c): DotCell => ({
        key: `${across}|${up}`,
        ...{ row: r, column: c },
        groups: thinned(groupPoints(rows, [across, up], by, own), MOST_IN_CELL),
      })),
    );
  }, [names, rows, by]);
  const legend = useMemo(() => legendOfAll(cells), [cells]);
  const top = legend.length < 2 ? 0 : legendMargin(legend, 0, width);
  return (
    <div
      ref={holder}
      className="plot"
      style={{ height: width + top }}
      role="group"
      aria-label="Pair matrix"
      tabIndex={0}
    >
      {width > 0 && (
        <svg width={width} height={width + top} fontFamily={FONT}>
          {top > 0 && (
            <FrameContext value={frameOf(width, top)}>
              <Legend entries={legend} />
            </FrameContext>
          )}
          <g transform={`translate(0 ${top})`}>
            {cells.map((cell) => (
              <MatrixCell key={cell.key} cell={cell} size={size} n={names.length} />
            ))}
            {names.map((name, i) => (
              <g key={name}>
                <Titles {...{ name, columns, size }} at={i * size} />
                {names.slice(i + 1).map((other, k) => (
                  <WordCell
                    key={other}
                    x={(i + 1 + k) * size}
                    y={i * size}
                    size={size}
                    pair={pairOf(pairs, name, other)}
                  />
                ))}
              </g>
            ))}
            <Grid n={names.length} size={size} />
          </g>
        </svg>
      )}
    </div>
  );
}

const tableOf = (rows: readonly Row[], names: readonly string[], by: string): Table => ({
  columns: ['id', 'label', by, ...names],
  rows: rows.map((row) =>
    ['id', 'label', by, ...names].map((name) => {
      const value = row[name] ?? null;
      return typeof value === 'boolean' ? String(value) : value;
    }),
  ),
});

interface MatrixFigureProps {
  readonly params: URLSearchParams;
  readonly onChange: ChangeAddress;
}

/** Up to five numbers, each against each. */
export function MatrixFigure({ params, onChange }: MatrixFigureProps) {
  const columns = useColumns();
  const numbers = columns.filter(isNumber);
  const asked = params.get('columns_of');
  // eslint-disable-next-line react-hooks/exhaustive-deps -- of params only these columns count
  const names = useMemo(() => chosenIn(params), [asked]);
  const by = params.get('by') ?? 'material';
  const change = (all: readonly string[]): void => onChange({ columns_of: all.join(',') });
  return (
    <section className="panel stack">
      <div className="filters">
        {names.map((name, i) => (
          <span key={name} className="field-removable">
            <ColumnChoice
              label={`Number ${i + 1}`}
              value={name}
              columns={numbers.filter((c) => c.name === name || !names.includes(c.name))}
              onChange={(value) => change(names.map((old, k) => (k === i ? value : old)))}
            />
            {names.length > 2 && (
              <button
                type="button"
                className="quiet"
                aria-label={`Leave out ${columnTitle(name)}`}
                onClick={() => change(names.filter((_, k) => k !== i))}
              >
                ×
              </button>
            )}
          </span>
        ))}
        {names.length < MOST_COLUMNS && (
          <button
            type="button"
            className="quiet"
            disabled={numbers.every((c) => names.includes(c.name))}
            onClick={() => change([...names, numbers.find((c) => !names.includes(c.name))?.name ?? ''])}
          >
            One more
          </button>
        )}
      </div>
      <Drawn {...{ params, onChange, columns, names, by }} />
    </section>
  );
}

interface DrawnProps extends MatrixFigureProps {
  readonly columns: readonly ColumnInfo[];
  readonly names: readonly string[];
  readonly by: string;
}

function Drawn({ params, onChange, columns, names, by }: DrawnProps) {
  const { data, problem } = useRows(params, [...names, by]);
  const asked = { x: names.join(','), group_by: by };
  const { data: told, problem: silence } = useResource<Correlations>(
    withQuery('/catalogue/correlations', filterQuery(params), asked),
  );
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  const family = told === null || told.familySize < 2 ? '' : ` p adjusted over ${told.familySize} pairs.`;
  const sample =
    data.length > MOST_IN_CELL
      ? ` Of ${data.length} boundaries about ${MOST_IN_CELL} a cell are drawn, evenly taken; numbers and CSV are of all.`
      : '';
  return (
    <>
      {silence !== null && <ProblemCard problem={silence} />}
      <Figure
        title="Each number against each"
        name="pair-matrix"
        tools={
          <>
            <GroupChoice by={by} onChange={(value) => onChange({ by: value })} />
            <VegaLink params={params} figure="pairs" more={asked} />
          </>
        }
        note={`Below the diagonal the boundaries, above it Spearman’s correlation over all and within groups.${family}${sample}`}
        table={() => tableOf(data, names, by)}
      >
        <Matrix {...{ names, columns, by }} rows={data} pairs={told?.pairs ?? []} />
      </Figure>
    </>
  );
}
