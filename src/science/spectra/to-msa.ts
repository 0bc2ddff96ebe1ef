import { writeMsa } from '../formats/msa/write-msa.js';
import { energyAt, type Acquisition, type SpectrumImage } from './spectrum-image.js';

/**
 * Writes one spectrum of a scan as EMSA/MAS (ISO 22029), since the format holds no more: the mean or the sum over all
 * positions, which the title says. Values are float64, with every digit.
 *
 * @returns the bytes of an .msa file
 * Checked: round trip through from-msa.ts; opened by HyperSpy 1.7.3 (test/peers/hyperspy.spec.ts).
 */
export function toMsa(scan: SpectrumImage, reduce: 'mean' | 'sum' = 'mean'): Uint8Array {
  const { nPixels, nChannels, energy, acquisition } = scan;
  const values = new Float64Array(nChannels);
  scan.counts.forEach((count, i) => (values[i % nChannels] += count));
  if (reduce === 'mean') values.forEach((sum, i) => (values[i] = sum / nPixels));
  const of = nPixels === 1 ? '' : ` (${reduce} of ${nPixels} spectra)`;
  return writeMsa({
    title: `${scan.title}${of}`.trim(),
    offset: energyAt(energy, 0),
    xPerChannel: energy.scaleEv,
    values,
    headers: {
      ...(scan.intensityUnit === 'e-' ? { YUNITS: 'e-' } : {}),
      ...known(acquisition),
    },
  });
}

/** Unknown values are left out: 0 would be a value. */
function known(a: Acquisition): Record<string, string | number> {
  const times = { 'INTEGTIME-ms': a.exposureS, 'DWELLTIME-ms': a.dwellTimeS };
  const all: Record<string, string | number | null> = {
    OWNER: a.operator,
    'BEAMKV   -kV': a.beamEnergyKev,
    'CONVANGLE-mR': a.convergenceSemiAngleMrad,
    'COLLANGLE-mR': a.collectionSemiAngleMrad,
    'PROBECUR -nA': a.probeCurrentNa,
    ...Object.fromEntries(Object.entries(times).map(([key, s]) => [key, s === null ? null : s * 1000])),
    ...dateOf(a.date),
    COMMENT: a.specimen === null ? null : `Specimen - ${a.specimen}`,
  };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string | number] => entry[1] !== null),
  );
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** Only a date that can be read in one way (ISO 8601) becomes DATE and TIME. */
function dateOf(date: string | null): { DATE?: string; TIME?: string } {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])-(\d\d)(?:[T ](\d\d:\d\d))?/.exec(date ?? '');
  if (!parts) return {};
  const [, year, month, day, time] = parts;
  return {
    DATE: `${day}-${MONTHS[Number(month) - 1]}-${year}`,
    ...(time === undefined ? {} : { TIME: time }),
  };
}
