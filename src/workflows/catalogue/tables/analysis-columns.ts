import type { HeadlineDescriptor } from '../../ports/headline.js';
import type { Analysis } from '../../ports/records.js';
import { type ColumnOf, columnsFrom } from './flat-table.js';

const RECORD = 'the record of the analysis';
const RESULT = 'the result of the analysis';

const fixed: readonly ColumnOf<Analysis>[] = [
  ...columnsFrom<Analysis>(RECORD, [
    ['id', 'string', '', 'Stable id of the analysis.', ({ id }) => id],
    ['dataset_id', 'string', '', 'Dataset of the core loss.', ({ coreLoss }) => coreLoss.datasetId],
    ['scan_index', 'integer', '', 'Scan of that dataset.', ({ coreLoss }) => coreLoss.scanIndex],
    ['low_loss_dataset_id', 'string', '', 'Dataset of the low loss.', ({ lowLoss }) => lowLoss?.datasetId ?? null],
    ['low_loss_scan_index', 'integer', '', 'Scan of that dataset.', ({ lowLoss }) => lowLoss?.scanIndex ?? null],
    ['recipe_name', 'string', '', 'Recipe that it was computed with.', ({ recipe }) => recipe.name],
    ['recipe_sha256', 'string', '', 'SHA-256 of the recipe as canonical JSON.', ({ recipeSha256 }) => recipeSha256],
    ['software_version', 'string', '', 'Version of the program that computed it.', ({ softwareVersion }) => softwareVersion],
    ['created_at', 'timestamp', '', 'When it was asked for.', ({ createdAt }) => createdAt],
  ]), // prettier-ignore
  ...columnsFrom<Analysis>(RESULT, [
    ['n_components', 'integer', '', 'Components that rise above the noise.', ({ headline }) => headline?.rank ?? null],
    ['n_clusters', 'integer', '', 'Clusters of spectra.', ({ headline }) => headline?.nClusters ?? null],
    ['n_edges', 'integer', '', 'Edges found.', ({ headline }) => headline?.edges.length ?? null],
    ['edges', 'string', '', 'Edges found, with a space between them.', ({ headline }) => headline?.edges.join(' ') ?? null],
    ['elements', 'string', '', 'Elements of the edges, with a space between them.', ({ headline }) => headline?.elements.join(' ') ?? null],
    ['n_change_points', 'integer', '', 'Change points along the scan.', ({ headline }) => headline?.changePoints.length ?? null],
    ['first_change_point', 'number', '', 'Position of the first one, in the unit of the next column.', ({ headline }) => headline?.changePoints[0]?.position ?? null],
    ['change_point_unit', 'string', '', 'Unit of that position.', ({ headline }) => headline?.changePoints[0]?.unit ?? null],
  ]), // prettier-ignore
];

/** What the analyses of a table tell, by id: label and unit. */
export type ToldDescriptors = Map<string, Pick<HeadlineDescriptor, 'label' | 'unit'>>;

export function noteDescriptors({ headline }: Analysis, told: ToldDescriptors): void {
  for (const { id, label, unit } of headline?.descriptors ?? []) told.set(id, { label, unit });
}

/** One row an analysis that has succeeded; four columns a descriptor that any of them tells. */
export function analysisColumns(told: ToldDescriptors): ColumnOf<Analysis>[] {
  const names = new Set<string>();
  return [
    ...fixed,
    ...[...told].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([id, { label, unit }]) =>
      descriptorColumns(id, { label, unit, word: freeWord(id, unit, names) })),
  ]; // prettier-ignore
}

const FIGURES = [
  ['mean', 'Mean over the positions', 'mean'],
  ['std_of_mean', 'Standard deviation of that mean', 'std'],
  ['spread', 'Standard deviation over the positions', 'spread'],
] as const;

const descriptorColumns = (
  id: string,
  { label, unit, word }: { readonly label: string; readonly unit: string; readonly word: string },
): ColumnOf<Analysis>[] => {
  const find = ({ headline }: Analysis) => headline?.descriptors.find((one) => one.id === id);
  return [
    ...FIGURES.map(([prefix, words, field]): ColumnOf<Analysis> => ({
      name: `${prefix}_${word}`,
      unit,
      type: 'number',
      description: `${words}: ${label} (${id}).`,
      provenance: RESULT,
      of: (analysis) => find(analysis)?.[field] ?? null,
    })),
    {
      name: `n_${word}`,
      unit: '',
      type: 'integer',
      description: `Positions with a value: ${label} (${id}).`,
      provenance: RESULT,
      of: (analysis) => find(analysis)?.nPositions ?? null,
    },
  ];
};

/** 'O_K.net' in e- is O_K_net_e; a name that is taken gets a number. */
function freeWord(id: string, unit: string, taken: Set<string>): string {
  const text = `${id} ${unit === '%' ? 'percent' : unit}`.normalize('NFKC');
  const words = text.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const word = words.join('_');
  let free = word;
  for (let i = 2; taken.has(free); i++) free = `${word}_${i}`;
  taken.add(free);
  return free;
}
