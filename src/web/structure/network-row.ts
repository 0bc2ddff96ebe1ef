import { modelInput } from '../../science/descriptors/model-input.js';
import type { ModelManifest } from '../../science/descriptors/model-manifest.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';

/** Energies of the channels of a network's row, eV: where the reference feature lies at its nominal energy. */
export function rowEnergies({ edge, input }: Pick<ModelManifest, 'edge' | 'input'>): number[] {
  const { startEv, stepEv, nChannels } = input.grid;
  const zeroEv = input.alignment === 'none' ? 0 : edge.nominalEv;
  return Array.from({ length: nChannels }, (_, i) => zeroEv + startEv + i * stepEv);
}

/** The spectrum as the network was asked with it, made by the code that the service uses; null where it has no row. */
export function networkRow(
  counts: Float32Array,
  axis: EnergyAxis,
  manifest: Pick<ModelManifest, 'edge' | 'input'>,
): Float32Array | null {
  const { rows, reasons } = modelInput({ counts }, axis, manifest);
  return reasons[0] === null ? rows : null;
}
