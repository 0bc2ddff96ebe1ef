import type {
  ComputedCorrelations,
  ComputedRegression,
} from '../../workflows/ports/statistics-computation.js';
import type {
  CorrelationQuestion,
  RegressionQuestion,
} from '../../workflows/catalogue/statistics/ask-catalogue.js';
import { groupSizes, type QuestionRows } from '../../workflows/catalogue/statistics/read-question.js';
import { toCatalogueFilter } from '../catalogue/catalogue-filter.dto.js';
import { dataLinks, permalink, type QueryValues } from './permalink.js';
import {
  type CorrelationQueryDto,
  filterValues,
  type GroupedQueryDto,
  groupNames,
  type RegressionQueryDto,
} from './statistics-query.dto.js';
import type { AnswerDto } from './answer.dto.js';
import type {
  ColumnPairDto,
  CombinedCorrelationDto,
  CorrelationDto,
  CorrelationsDto,
  PartialCorrelationDto,
} from './correlation.dto.js';
import type { BandDto, RegressionDto } from './regression.dto.js';

const MAX_GROUPS = 100;

type Pair = ComputedCorrelations['correlations']['pairs'][number];
type Partial = NonNullable<ComputedCorrelations['partial']>[number];

export const toCorrelationQuestion = (query: CorrelationQueryDto): CorrelationQuestion => ({
  ...{ filter: toCatalogueFilter(query), groupBy: groupNames(query) },
  ...{ x: query.x, y: query.y ?? null, control: query.control ?? [] },
  ...{ method: query.statistic, adjust: query.adjust, level: query.ci },
  bootstrap:
    query.bootstrap === undefined
      ? null
      : { nResamples: Number(query.bootstrap.replace('BCa:', '')), seed: query.seed },
});

export const toRegressionQuestion = (query: RegressionQueryDto): RegressionQuestion => ({
  ...{ filter: toCatalogueFilter(query), groupBy: groupNames(query), x: query.x, y: query.y },
  ...{ level: query.ci, nFolds: query.folds, seed: query.seed },
});

export function toCorrelationsDto(
  { correlations, partial, rows }: ComputedCorrelations & { readonly rows: QuestionRows },
  query: CorrelationQueryDto,
): CorrelationsDto {
  const { statistic, adjust } = query;
  const { familySize, withinFamilySize, pairs } = correlations;
  return {
    ...toAnswer('correlations', rows, query),
    ...{ statistic, adjust, familySize, withinFamilySize },
    pairs: pairs.map((pair, i) => toPair(pair, partial?.[i] ?? null)),
  };
}

export function toRegressionDto(
  { regression, crossValidation, bands, rows }: ComputedRegression & { readonly rows: QuestionRows },
  query: RegressionQueryDto,
): RegressionDto {
  const { geometry, level, ...fit } = regression;
  void [geometry, level]; // of the fit alone
  return {
    ...toAnswer('regression', rows, query),
    ...{ y: query.y, predictors: query.x, ...fit },
    groupIntercepts: fit.groupIntercepts?.map((one) => ({ ...one })) ?? null,
    coefficients: [...fit.coefficients],
    crossValidation: [...crossValidation],
    bands: bands.map(({ predictor, group, ...series }): BandDto => {
      const { at, fit: middle, meanLow, meanHigh, rowLow, rowHigh } = series;
      return {
        ...{ predictor, group, at: [...at], fit: [...middle] },
        ...{ meanLow: [...meanLow], meanHigh: [...meanHigh], rowLow: [...rowLow], rowHigh: [...rowHigh] },
      };
    }),
  };
}

type Answered = GroupedQueryDto & { readonly ci: number; readonly seed: number };

function toAnswer(path: string, rows: QuestionRows, query: Answered): AnswerDto {
  const values = { ...query } as QueryValues;
  const { warnings, groupBy, dictionary } = rows;
  return {
    permalink: permalink(path, values),
    rows: rows.nRows,
    data: dataOf(rows, values),
    warnings: [...warnings],
    groupBy: [...groupBy],
    groups: groupSizes(rows).slice(0, MAX_GROUPS),
    ...{ level: query.ci, seed: query.seed, columns: [...dictionary] },
  };
}

export const dataOf = ({ columns, groupBy }: QuestionRows, query: QueryValues) =>
  dataLinks(
    [...new Set(['label', 'material', ...groupBy, ...columns.map(({ name }) => name)])],
    filterValues(query),
  );

function toPair({ grouped, ...pair }: Pair, partial: Partial | null): ColumnPairDto {
  const { x, y, pooled, pAdjusted, withinPAdjusted } = pair;
  const shown = [...(grouped?.groups ?? [])]
    .sort((a, b) => b.correlation.n - a.correlation.n)
    .slice(0, MAX_GROUPS);
  const names = new Set(shown.map(({ group }) => group));
  return {
    ...{ x, y, pooled: toCorrelation(pooled), pAdjusted },
    within: grouped === null ? null : { ...grouped.within },
    withinPAdjusted,
    groups: shown.map(({ group, correlation }) => ({ group, correlation: toCorrelation(correlation) })),
    combined: grouped === null ? null : toCombined(grouped.combined),
    leaveOneOut: grouped?.leaveOneOut?.filter(({ group }) => names.has(group)) ?? null,
    simpson: grouped === null ? null : { ...grouped.simpson, opposed: [...grouped.simpson.opposed] },
    nWithoutGroup: grouped?.nWithoutGroup ?? 0,
    partial: partial === null ? null : toPartial(partial),
  };
}

function toCorrelation({ method, ...correlation }: Pair['pooled']): CorrelationDto {
  void method; // that of all of them
  return { ...correlation, warnings: [...correlation.warnings] };
}

function toPartial({ method, ...partial }: Partial): PartialCorrelationDto {
  void method;
  return { ...partial, controls: [...partial.controls] };
}

type Combined = NonNullable<Pair['grouped']>['combined'];

const toCombined = ({ nGroups, estimate, p, interval, heterogeneity }: Combined): CombinedCorrelationDto => ({
  ...{ nGroups, estimate, p, low: interval?.low ?? null, high: interval?.high ?? null },
  q: heterogeneity?.q ?? null,
  iSquared: heterogeneity?.iSquared ?? null,
  heterogeneityP: heterogeneity?.p ?? null,
});
