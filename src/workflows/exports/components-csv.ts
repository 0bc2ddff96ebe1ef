import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { UNMIXING_NAMES } from '../../science/interpretation/unmixing-names.js';
import { csvTable, type CsvColumn } from './csv-table.js';

/**
 * One row a channel of the calibrated axis: energy, mean spectrum, components of PCA and of the recipe's method (with their
 * standard deviations where the recipe asked for a bootstrap), mean spectrum of each cluster. Cells outside the decomposed range are empty.
 */
export function componentsCsv(result: InterpretationResult): string {
  const { energy } = result.calibration;
  return csvTable(result, energy.nChannels, [
    {
      name: 'energy loss [eV]',
      cells: Array.from({ length: energy.nChannels }, (_, c) => energy.offsetEv + c * energy.scaleEv),
    },
    { name: 'mean spectrum', cells: result.scan.meanSpectrum },
    ...(result.pca === null ? [] : componentColumns('PCA', result.pca, energy.nChannels)),
    ...unmixingColumns(result, energy.nChannels),
    ...(result.clusters?.meanSpectra ?? []).map((cells, i) => ({ name: `cluster ${i} mean`, cells })),
  ]);
}

function unmixingColumns({ unmixing }: InterpretationResult, nChannels: number): CsvColumn[] {
  if (unmixing === null) return [];
  const { method, channelRange, bootstrap } = unmixing;
  const named = componentColumns(UNMIXING_NAMES[method], unmixing, nChannels);
  if (bootstrap === null) return named;
  const std = componentColumns('', { channelRange, components: bootstrap.componentsStd }, nChannels);
  return named.flatMap((column, i) => [column, { ...std[i], name: `${column.name} std` }]);
}

interface Decomposed {
  readonly channelRange: readonly [number, number];
  readonly components: readonly (readonly number[])[];
}

function componentColumns(
  kind: string,
  { channelRange, components }: Decomposed,
  nChannels: number,
): CsvColumn[] {
  const [first, end] = channelRange;
  return components.map((component, i) => ({
    name: `${kind} ${i + 1}`,
    cells: Array.from({ length: nChannels }, (_, c) =>
      c < first || c >= end ? null : component[component.length === nChannels ? c : c - first],
    ),
  }));
}
