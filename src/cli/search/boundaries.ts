import { planeChoices } from '../../workflows/searches/plane-choices.js';
import { CliError, EXIT } from '../exit-codes.js';
import type { CliIo } from '../io.js';
import { textTable } from '../text-table.js';
import { crystalFrom, type BoundaryOptions } from './boundary-options.js';

export interface BoundariesOptions extends Pick<
  BoundaryOptions,
  'structure' | 'element' | 'lattice' | 'crystal' | 'axis'
> {
  readonly maxSigma: number;
  readonly kind?: string;
  readonly json: boolean;
}

/** `kaimen search boundaries`: the boundaries about an axis that one can search for. */
export async function listBoundaries(options: BoundariesOptions, io: CliIo): Promise<void> {
  const { axis, maxSigma } = options;
  const crystal = crystalFrom(options);
  if (crystal === null || axis === undefined) {
    throw new CliError(
      EXIT.usage,
      'invalid-parameter',
      'Which crystal, about which axis?',
      'For example: --structure fcc --element Cu --axis 0,0,1',
    );
  }
  const all = await planeChoices({ crystal, axis, maxSigma });
  // Without a lattice the areas are those of some length: they say which is smaller, not how large it is.
  const isMeasured = 'file' in crystal || crystal.latticeAngstrom !== null;
  const planes = all
    .filter(({ kind }) => options.kind === undefined || kind === options.kind)
    .map((plane) => ({ ...plane, areaAngstrom2: isMeasured ? plane.areaAngstrom2 : null }));
  if (options.json) {
    io.out(JSON.stringify({ boundaries: planes }));
    return;
  }
  const rows = planes.map((p) => [
    `Σ${p.sigma}`,
    `${p.misorientationDeg.toFixed(2)}°`,
    p.planeA.join(','),
    p.planeB.join(','),
    p.kind,
    ...(p.areaAngstrom2 === null ? [] : [p.areaAngstrom2.toFixed(1)]),
  ]);
  const header = ['Σ', 'angle', 'plane', 'of the other', 'kind', ...(isMeasured ? ['area (Å²)'] : [])];
  textTable([header, ...rows]).forEach((line) => io.out(line));
}
