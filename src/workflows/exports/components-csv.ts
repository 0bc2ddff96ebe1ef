import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { csvTable, type CsvColumn } from './csv-table.js';

/**
 * One row a channel of the calibrated axis: energy, mean spectrum, PCA and NMF components, mean spectrum of each
 * cluster. Cells outside the decomposed range are empty.
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
    ...(result.nmf === null ? [] : componentColumns('NMF', result.nmf, energy.nChannels)),
    ...(result.clusters?.meanSpectra ?? []).map((cells, i) => ({ name: `cluster ${i} mean`, cells })),
  ]);
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
