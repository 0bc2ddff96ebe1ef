import { energyAt } from '../../science/spectra/spectrum-image.js';
import { formatFixed } from '../plot/format.js';
import type { Dataset, Scan } from './api-types.js';

/** The scan that a dataset is about: its first core loss, or else its first. */
export const mainScan = (dataset: Dataset): Scan | null => {
  const scans = dataset.summary?.scans ?? [];
  return scans.find((s) => !s.zeroLossInRange) ?? scans[0] ?? null;
};

export function shapeText(scan: Scan): string {
  const sizes = scan.navigation.map((a) => a.size).join(' × ');
  return `${sizes === '' ? '' : `${sizes} × `}${formatFixed(scan.nChannels, 0)}`;
}

export function kindText(scan: Scan): string {
  return ['spectrum', 'line scan', 'map', 'stack of maps'][scan.navigation.length] ?? 'scan';
}

export const energyText = (scan: Scan): string =>
  `${formatFixed(scan.energy.offsetEv, 0)}–${formatFixed(energyAt(scan.energy, scan.energy.nChannels - 1), 0)} eV`;

export const scanText = (scan: Scan): string =>
  `${scan.title === '' ? `Scan ${scan.index + 1}` : scan.title}: ${kindText(scan)}, ${shapeText(scan)}, ${energyText(scan)}`;

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
export const dateText = (iso: string): string => DATE.format(new Date(iso));
