import { csvCell } from '../../science/formats/csv-safety.js';
import type { Batch, BatchLine } from '../ports/batch-records.js';
import type { Headline } from '../ports/headline.js';
import type { Problem } from '../ports/records.js';

/** What a row of the table needs, whoever computed it. */
export type CsvLine = Pick<BatchLine, 'fileName' | 'state'> & {
  readonly headline: Headline | null;
  readonly problem: Pick<Problem, 'code' | 'detail'> | null;
  readonly reused?: boolean;
  readonly datasetId?: string;
  readonly analysisId?: string | null;
};

type Cell = string | number | null;

/**
 * The table of a batch, RFC 4180 with CRLF, after a line that begins with '#' and says which recipe: a row a dataset, and for
 * each descriptor that any of them has its mean along the scan, the standard deviation of that mean and the spread.
 */
export function batchCsv(batch: Pick<Batch, 'recipe' | 'recipeSha256'>, lines: readonly CsvLine[]): string {
  const descriptors = new Map<string, string>();
  for (const { headline } of lines)
    for (const { id, unit } of headline?.descriptors ?? [])
      descriptors.set(id, unit === '' ? id : `${id} [${unit}]`);
  const names = [...descriptors].flatMap(([, name]) => [name, `${name} std of mean`, `${name} spread`]);
  const rows = lines.map((line) => [
    ...fixedCells(line),
    ...descriptorCells(line.headline, [...descriptors.keys()]),
  ]);
  const head = `# recipe ${batch.recipe.name.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ')}; sha256 ${batch.recipeSha256}`;
  return `${[head, ...[[...FIXED, ...names], ...rows].map(row)].join('\r\n')}\r\n`;
}

const FIXED = [
  'dataset',
  'state',
  'problem',
  'problem detail',
  'rank',
  'edges',
  'edge ids',
  'elements',
  'change points',
  'change positions',
  'clusters',
  'reused',
  'dataset id',
  'analysis id',
];

function fixedCells(line: CsvLine): Cell[] {
  const { fileName, state, problem, headline, reused, datasetId, analysisId } = line;
  return [
    fileName,
    state,
    problem?.code ?? null,
    problem?.detail ?? null,
    ...(headline === null ? Array.from({ length: 7 }, () => null) : headlineCells(headline)),
    reused === undefined ? null : String(reused),
    datasetId ?? null,
    analysisId ?? null,
  ];
}

const headlineCells = ({ rank, edges, elements, changePoints, nClusters }: Headline): Cell[] => [
  rank,
  edges.length,
  edges.join(' '),
  elements.join(' '),
  changePoints.length,
  changePoints.map(({ position, unit }) => `${position} ${unit}`.trim()).join('; '),
  nClusters,
];

function descriptorCells(headline: Headline | null, ids: readonly string[]): Cell[] {
  const known = new Map(headline?.descriptors.map((one) => [one.id, one]));
  return ids.flatMap((id) => {
    const one = known.get(id);
    return one === undefined ? [null, null, null] : [one.mean, one.std, one.spread];
  });
}

const row = (cells: readonly Cell[]): string => cells.map(csvCell).join(',');
