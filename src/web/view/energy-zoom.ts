import { energyAt, type EnergyAxis } from '../../science/spectra/spectrum-image.js';
import type { ViewStore } from './view-store.js';

const MIN_CHANNELS = 4;

export const axisDomain = (axis: EnergyAxis): readonly [number, number] => [
  energyAt(axis, -0.5),
  energyAt(axis, axis.nChannels - 0.5),
];

/** Zooms all energy axes together; a drag over fewer than four channels is a slip, not a wish. */
export function zoomTo(store: ViewStore, axis: EnergyAxis, range: readonly [number, number]): void {
  if (range[1] - range[0] < MIN_CHANNELS * axis.scaleEv) return;
  store.set({ zoomEv: range });
}
