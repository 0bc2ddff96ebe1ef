import { strToU8 } from 'fflate';
import { createRng } from '../../science/numerics/rng.js';
import type { DataFolder } from '../data-folder.js';

/** L3 position (eV) and L3/L2 ratio of made-up Mn²⁺, Mn³⁺, Mn⁴⁺: the trend of measured ones, and no measured number. */
const VALENCES = [
  { valence: 2, l3Ev: 640.5, ratio: 4, width: 1.1 },
  { valence: 3, l3Ev: 642.5, ratio: 2.5, width: 1.8 },
  { valence: 4, l3Ev: 643.2, ratio: 2, width: 2.2 },
];
const CURVES_EACH = 4;

const peak = (x: number, width: number): number => Math.exp(-((x / width) ** 2) / 2);

/** Curves in the layout of the measured references, made of two lines and a step: for tests of the whole way. */
export function madeUpMnFolder(seed: number): DataFolder {
  const rng = createRng(seed);
  const files = new Map<string, Uint8Array>();
  for (const { valence, l3Ev, ratio, width } of VALENCES) {
    for (let k = 0; k < CURVES_EACH; k++) {
      const at = l3Ev + 0.15 * rng.normal();
      const wide = width * (1 + 0.05 * rng.normal());
      const share = ratio * (1 + 0.05 * rng.normal());
      const rows = Array.from({ length: 300 }, (_, i) => {
        const energyEv = 632 + 0.1 * i;
        const step = 0.08 * (0.5 + Math.atan(energyEv - at - 2) / Math.PI);
        const value = peak(energyEv - at, wide) + peak(energyEv - at - 11, 1.3 * wide) / share + step;
        return `${energyEv.toFixed(2)},${value.toFixed(5)}`;
      });
      const owner = k % 2 === 0 ? 'one' : 'two';
      files.set(
        `${owner}/digitized_Mn${valence}_0${k}.csv`,
        strToU8(['Energy,Intensity', ...rows].join('\n')),
      );
    }
  }
  return {
    list: () => Promise.resolve([...files.keys()].sort()),
    read: (path) => Promise.resolve(files.get(path)!),
  };
}
