import { dmNumber, dmText, type DmGroup } from '../formats/dm/dm-tree.js';
import type { Acquisition } from './spectrum-image.js';

/**
 * How the data were taken, from the ImageTags of a DM image. 0 is "not set" in these tags and becomes null.
 * Exposure is the total per spectrum: the integration time, else exposure × number of frames.
 */
export function dmAcquisition(tags: DmGroup): Acquisition {
  const eels = (...path: string[]) => positive(dmNumber(tags, 'EELS', ...path));
  const microscope = (name: string) => positive(dmNumber(tags, 'Microscope Info', name));
  const nFrames = eels('Acquisition', 'Number of frames');
  const frameS = eels('Acquisition', 'Exposure (s)');
  const volts = microscope('Voltage') ?? microscope('Voltage (V)');
  return {
    beamEnergyKev: volts === null ? null : volts / 1000,
    convergenceSemiAngleMrad: eels('Experimental Conditions', 'Convergence semi-angle (mrad)'),
    collectionSemiAngleMrad: eels('Experimental Conditions', 'Collection semi-angle (mrad)'),
    exposureS:
      eels('Acquisition', 'Integration time (s)') ?? (frameS === null ? null : frameS * (nFrames ?? 1)),
    nFrames,
    dwellTimeS: dwellTimeS(tags),
    probeCurrentNa: microscope('Probe Current (nA)'),
    microscope: said(
      tags,
      ['Session Info', 'Microscope'],
      ['Microscope Info', 'Name'],
      ['Microscope Info', 'Microscope'],
    ),
    spectrometer: said(tags, ['EELS Spectrometer', 'Instrument name']),
    specimen: said(tags, ['Session Info', 'Specimen'], ['Microscope Info', 'Specimen']),
    operator: said(tags, ['Session Info', 'Operator'], ['Microscope Info', 'Operator']),
    date: acquisitionDate(tags),
  };
}

/** Time per pixel of a spectrum image, or of the scan unit. */
function dwellTimeS(tags: DmGroup): number | null {
  const pixelS = positive(dmNumber(tags, 'SI', 'Acquisition', 'Pixel time (s)'));
  const sampleUs = positive(dmNumber(tags, 'DigiScan', 'Sample Time'));
  return pixelS ?? (sampleUs === null ? null : sampleUs * 1e-6);
}

function acquisitionDate(tags: DmGroup): string | null {
  const sources = [
    { path: ['EELS', 'Acquisition'], day: 'Date', time: 'Start time' },
    { path: ['SI', 'Acquisition'], day: 'Date', time: 'Start time' },
    { path: ['DataBar'], day: 'Acquisition Date', time: 'Acquisition Time' },
  ];
  for (const { path, day, time } of sources) {
    const date = dmText(tags, ...path, day)?.trim();
    if (date) return [date, dmText(tags, ...path, time)?.trim()].filter(Boolean).join(' ');
  }
  return null;
}

function said(tags: DmGroup, ...paths: readonly string[][]): string | null {
  for (const path of paths) {
    const text = dmText(tags, ...path)?.trim();
    if (text && !/^unknown$/i.test(text)) return text;
  }
  return null;
}

const positive = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) && value > 0 ? value : null;
