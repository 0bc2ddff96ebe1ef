import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import { toDm4 } from '../../src/science/spectra/to-dm4.js';

/** A scan of which is known what a recipe has to find in it. */
export interface NightScan {
  readonly name: string;
  readonly sample: string;
  readonly bytes: Uint8Array;
  readonly elements: string;
  readonly interfaceNm: number;
  readonly stepNm: number;
}

const ELEMENTS = 'O Mn Fe La';
const GAIN_ELECTRONS_PER_COUNT = 0.125;

/** Small, with a sharp interface; no two have it at the same place. */
export function nightScan(index: number): NightScan {
  const stepNm = 0.4 + 0.01 * index;
  const { coreLoss, lowLoss, truth } = makeDemoScan(index + 1, {
    ...{ nPixels: 20, nChannels: 1024, scaleEv: 0.5, stepNm },
    interfacePixel: 5.5 + (index % 10),
    ...{ interfaceSigmaPixels: 0.3, interfacePhaseSigmaPixels: 0.3 },
    gainElectronsPerCount: GAIN_ELECTRONS_PER_COUNT,
  });
  return {
    name: `scan µ ${String(index).padStart(2, '0')}.dm4`,
    sample: `LMO-LFO ${index}`,
    bytes: toDm4([coreLoss, lowLoss], { gain: GAIN_ELECTRONS_PER_COUNT }),
    elements: ELEMENTS,
    interfaceNm: truth.changePoint.positionNm,
    stepNm,
  };
}

/** Quick, and enough to find elements and the interface. */
export const NIGHT_RECIPE = {
  name: 'night',
  quantification: { crossSections: 'none' },
  decomposition: { maxRank: 4, nmfMaxIterations: 50 },
  clustering: { maxClusters: 3 },
  descriptors: { models: [] },
  changePoints: { maxCount: 1 },
};
