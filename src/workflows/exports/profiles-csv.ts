import type { DescriptorEstimate } from '../../science/descriptors/descriptor-result.js';
import type {
  DescriptorProfile,
  InterpretationResult,
} from '../../science/interpretation/interpretation-result.js';
import { UNMIXING_NAMES } from '../../science/interpretation/unmixing-names.js';
import { csvTable, withUnit, type CsvColumn } from './csv-table.js';

/**
 * One row a pixel: its indices and coordinates along each navigation axis, sum of counts, cluster, every descriptor
 * with its standard deviation, and the loadings. Empty cells are unknown.
 */
export function profilesCsv(result: InterpretationResult): string {
  return csvTable(result, result.scan.nPixels, [
    ...positionColumns(result),
    { name: withUnit('sum', result.scan.intensityUnit), cells: result.scan.pixelSums },
    ...(result.clusters === null ? [] : [{ name: 'cluster', cells: result.clusters.labels }]),
    ...profileColumns(result.profiles),
    ...networkColumns(result),
    ...referenceColumns(result),
    ...(result.zeroLoss === null
      ? []
      : [
          { name: 'zero loss [eV]', cells: result.zeroLoss.centresEv },
          { name: 'zero loss std [eV]', cells: result.zeroLoss.stdEv },
        ]),
    ...loadingColumns('PCA', result.pca?.loadings ?? [], null),
    ...(result.pca === null ? [] : [{ name: 'PCA loading std', cells: result.pca.loadingStd }]),
    ...unmixingColumns(result),
  ]);
}

const profileColumns = (profiles: readonly DescriptorProfile[]): CsvColumn[] =>
  profiles.flatMap((profile) => [
    { name: withUnit(profile.id, profile.unit), cells: profile.values },
    { name: withUnit(`${profile.id} std`, profile.unit), cells: profile.std },
    ...(profile.systematicStd === undefined
      ? []
      : [{ name: withUnit(`${profile.id} systematic std`, profile.unit), cells: profile.systematicStd }]),
  ]);

/** What networks tell: values with standard deviation and interval, probabilities and sets of labels, and whether it knows such spectra. Curves are in the JSON only. */
const networkColumns = ({ descriptors }: InterpretationResult): CsvColumn[] =>
  (descriptors ?? []).flatMap(({ modelId, verdicts, estimates }) => [
    ...estimates.flatMap(estimateColumns),
    { name: `${modelId} inside domain`, cells: verdicts.map(({ inside }) => (inside ? 1 : 0)) },
    { name: `${modelId} reason`, cells: verdicts.map(({ reason }) => reason) },
  ]);

function estimateColumns(estimate: DescriptorEstimate): CsvColumn[] {
  if (estimate.kind === 'curve') return [];
  if (estimate.kind === 'classes') {
    const { id, labels, probabilities, sets } = estimate;
    return [
      ...labels.map((label, k) => ({ name: `${id} ${label}`, cells: probabilities[k] })),
      { name: `${id} set`, cells: sets.map((set) => set?.join(' ') ?? null) },
    ];
  }
  const { id, unit, values, std, low, high, level } = estimate;
  const interval = `${Number((100 * level).toPrecision(3))} %`;
  return [
    { name: withUnit(id, unit), cells: values },
    { name: withUnit(`${id} std`, unit), cells: std },
    { name: withUnit(`${id} ${interval} low`, unit), cells: low },
    { name: withUnit(`${id} ${interval} high`, unit), cells: high },
  ];
}

/** Coefficients, shares and shifts of fitted references, and how well they fit. */
function referenceColumns({ referenceFit }: InterpretationResult): CsvColumn[] {
  if (referenceFit === null || referenceFit === undefined) return [];
  const { coefficients, shares, shifts, reducedChiSquare } = referenceFit;
  return [
    ...profileColumns([...coefficients, ...shares, ...shifts]),
    { name: 'reference reduced chi square', cells: reducedChiSquare },
  ];
}

function positionColumns({ scan }: InterpretationResult): CsvColumn[] {
  const columns: CsvColumn[] = [{ name: 'pixel', cells: Array.from({ length: scan.nPixels }, (_, p) => p) }];
  let stride = scan.nPixels;
  for (const axis of scan.navigation) {
    stride /= axis.size;
    const inner = stride;
    columns.push({
      name: withUnit(axis.name, axis.unit),
      cells: Array.from(
        { length: scan.nPixels },
        (_, p) => axis.offset + (Math.floor(p / inner) % axis.size) * axis.scale,
      ),
    });
  }
  return columns;
}

function unmixingColumns({ unmixing }: InterpretationResult): CsvColumn[] {
  if (unmixing === null) return [];
  const { method, loadings, bootstrap } = unmixing;
  return loadingColumns(UNMIXING_NAMES[method], loadings, bootstrap?.loadingsStd ?? null);
}

const loadingColumns = (
  kind: string,
  loadings: readonly (readonly number[])[],
  std: readonly (readonly number[])[] | null,
): CsvColumn[] =>
  loadings.flatMap((cells, i) => [
    { name: `${kind} ${i + 1} loading`, cells },
    ...(std === null ? [] : [{ name: `${kind} ${i + 1} loading std`, cells: std[i] }]),
  ]);
