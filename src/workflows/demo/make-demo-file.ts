import { DEFAULT_DEMO } from '../../science/spectra/forward-model-profiles.js';
import type { DemoTruth } from '../../science/spectra/forward-model-truth.js';
import { makeDemoScan } from '../../science/spectra/forward-model.js';
import { toDm4 } from '../../science/spectra/to-dm4.js';

/** The demo scan as a microscope would save it: a DM4 file with core loss and simultaneous low loss, and its truth. */
export function makeDemoFile(seed: number): { bytes: Uint8Array; truth: DemoTruth } {
  const { coreLoss, lowLoss, truth } = makeDemoScan(seed);
  return { bytes: toDm4([coreLoss, lowLoss], { gain: DEFAULT_DEMO.gainElectronsPerCount }), truth };
}
