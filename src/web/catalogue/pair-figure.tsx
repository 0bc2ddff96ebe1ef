import { useMemo } from 'react';
import { ProblemCard } from '../app/problem-card.js';
import { navigate } from '../app/router.js';
import { useResource } from '../app/use-resource.js';
import { Figure } from '../plot/figure.js';
import { extent, padded } from '../plot/scale.js';
import { filterQuery, withQuery } from './catalogue-query.js';
import { ColumnChoice } from './column-choice.js';
import { SelectField } from './fields.js';
import { GroupChoice, nPoints, pointsNote, pointTable, VegaLink } from './figure-parts.js';
import type { ChangeAddress } from './filter-bar.js';
import { groupPoints, thinned } from './points.js';
import { linesOf, slopeText } from './regression-lines.js';
import { ScatterPlot } from './scatter-plot.js';
import { columnTitle, pairSentences, sentence } from './sentences.js';
import { type ColumnInfo, type Correlations, ENERGY, type Regression } from './types.js';
import { isNumber, useColumns, useRows } from './use-rows.js';

export const STATISTICS = [
  ['spearman', 'Spearman'],
  ['pearson', 'Pearson'],
  ['kendall', 'Kendall'],
] as const;

/** Lines of the service, over all rows; none where a number is held against itself. */
function useRegression(params: URLSearchParams, [x, y]: readonly [string, string], by: string) {
  const asked = withQuery('/catalogue/regression', filterQuery(params), { x, y, group_by: by });
  return useResource<Regression>(x === y ? null : asked);
}

interface WordsProps {
  readonly params: URLSearchParams;
  readonly pair: readonly [string, string];
  readonly by: string;
}

/** Does it hold, within groups too? By the service, over all rows. */
function Words({ params, pair: [x, y], by }: WordsProps) {
  const statistic = params.get('statistic') ?? 'spearman';
  const { data, problem } = useResource<Correlations>(
    withQuery('/catalogue/correlations', filterQuery(params), { x, y, statistic, group_by: by }),
  );
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Correlating…</p>;
  const [pair] = data.pairs;
  if (pair === undefined) return null;
  const [first, ...rest] = pairSentences(pair, data.statistic, data.groupBy);
  const isWarned = pair.simpson?.message != null;
  return (
    <div className="answer" data-correlation>
      <p className="first">{first}</p>
      <ul>
        {rest.map((text, i) => (
          <li key={text} className={isWarned && i === rest.length - 1 ? 'warned' : undefined}>
            {text}
          </li>
        ))}
        {data.warnings.map(({ code, message }) => (
          <li key={code}>{sentence(message)}</li>
        ))}
      </ul>
      <p className="note">
        <a href={data.permalink}>All numbers of it</a>
      </p>
    </div>
  );
}

interface PairFigureProps {
  readonly params: URLSearchParams;
  readonly onChange: ChangeAddress;
}

interface ShownProps extends PairFigureProps {
  readonly pair: readonly [string, string];
  readonly by: string;
  readonly columns: readonly ColumnInfo[];
}

function Shown({ params, onChange, pair, by, columns }: ShownProps) {
  const [x, y] = pair;
  const { data, problem } = useRows(params, [x, y, by]);
  const groups = useMemo(() => groupPoints(data ?? [], [x, y], by), [data, x, y, by]);
  const drawn = useMemo(() => thinned(groups), [groups]);
  const { data: fit, problem: noFit } = useRegression(params, pair, by);
  const lines = useMemo(() => (fit === null ? [] : linesOf(fit, groups, by)), [fit, groups, by]);
  if (problem !== null) return <ProblemCard problem={problem} />;
  if (data === null) return <p className="note">Loading…</p>;
  if (nPoints(groups) === 0) return <p className="empty">No boundary of these has both numbers.</p>;
  const values = (pick: 'x' | 'y') => groups.flatMap((g) => g.points.map((p) => p[pick]));
  const bands = lines.flatMap(({ low, high }) => [low, high]);
  const unitOf = (name: string): string => columns.find((c) => c.name === name)?.unit ?? '';
  const title = `${columnTitle(y)} against ${columnTitle(x).toLowerCase()}`;
  return (
    <Figure
      title={title}
      name="property-property"
      tools={
        <>
          <GroupChoice by={by} onChange={(value) => onChange({ by: value })} />
          <VegaLink params={params} figure="scatter" more={{ x, y, group_by: by }} />
        </>
      }
      note={
        <>
          {pointsNote(data, groups)} {fit !== null && slopeText(fit, pair, columns)}
          {noFit !== null && `No line: ${noFit.detail}`}{' '}
          {fit !== null && <a href={fit.permalink}>All numbers of the lines</a>}
        </>
      }
      table={() => pointTable(groups, by, pair)}
    >
      <ScatterPlot
        label={title}
        x={{ label: columnTitle(x), unit: unitOf(x), domain: padded(extent(values('x'))) }}
        y={{ label: columnTitle(y), unit: unitOf(y), domain: padded(extent(values('y'), ...bands)) }}
        groups={drawn}
        lines={lines}
        onOpen={(id) => navigate(`/catalogue/${id}`)}
      />
    </Figure>
  );
}

/** Any number against any other: does it hold, and within groups too? */
export function PairFigure({ params, onChange }: PairFigureProps) {
  const columns = useColumns();
  const numbers = columns.filter(isNumber);
  const x = params.get('x') ?? 'excess_volume_angstrom';
  const y = params.get('y') ?? ENERGY;
  const by = params.get('by') ?? 'material';
  return (
    <section className="panel stack">
      <div className="filters">
        <ColumnChoice label="Across" value={x} columns={numbers} onChange={(name) => onChange({ x: name })} />
        <ColumnChoice label="Up" value={y} columns={numbers} onChange={(name) => onChange({ y: name })} />
        <SelectField
          label="Correlation"
          value={params.get('statistic') ?? 'spearman'}
          options={STATISTICS}
          onChange={(statistic) => onChange({ statistic })}
        />
      </div>
      <Words {...{ params, by }} pair={[x, y]} />
      <Shown {...{ params, onChange, by, columns }} pair={[x, y]} />
    </section>
  );
}
