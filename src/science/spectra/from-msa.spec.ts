import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../formats/text-bytes.js';
import { readSpectrumFile } from './read-spectrum-file.js';

const msa = (headers: Record<string, string | number>, data: string) => {
  const all = {
    FORMAT: 'EMSA/MAS Spectral Data File',
    VERSION: '1.0',
    XUNITS: 'eV',
    XPERCHAN: 0.5,
    OFFSET: 500,
    SIGNALTYPE: 'ELS',
    ...headers,
  };
  const lines = Object.entries(all).map(([key, value]) => `#${key.padEnd(12)}: ${value}`);
  return utf8Bytes(`${lines.join('\r\n')}\r\n#SPECTRUM    : \r\n${data}\r\n#ENDOFDATA   : \r\n`);
};
const read = async (headers: Record<string, string | number>, data = '1\n2\n3') =>
  (await readSpectrumFile(msa(headers, data), 'a.msa')).scans[0];
const codeOf = (headers: Record<string, string | number>, data?: string) =>
  read(headers, data).then(
    () => 'read',
    (error: { code?: string }) => error.code,
  );
const codes = (warnings: readonly { code: string }[]) => warnings.map((w) => w.code);

describe('MSA files as spectra', () => {
  it('reads axis, counts and acquisition in our units', async () => {
    const { scan, warnings } = await read({
      TITLE: 't',
      NPOINTS: '3.',
      'BEAMKV   -kV': 200,
      'COLLANGLE-mR': 33,
      'CONVANGLE-mR': 0,
      'DWELLTIME-ms': 50,
      DATE: '01-OCT-1991',
      TIME: '12:00',
      YUNITS: 'e-',
    });
    expect([[...scan.counts], scan.energy]).toEqual([
      [1, 2, 3],
      { offsetEv: 500, scaleEv: 0.5, nChannels: 3 },
    ]);
    expect(scan.acquisition).toMatchObject({
      beamEnergyKev: 200,
      collectionSemiAngleMrad: 33,
      convergenceSemiAngleMrad: null,
      dwellTimeS: 0.05,
      date: '01-OCT-1991 12:00',
    });
    expect([scan.intensityUnit, warnings]).toEqual(['e-', []]);
  });

  it('takes the units after the keywords, and CHOFFSET where there is no OFFSET', async () => {
    const { scan } = await read({
      'DWELLTIME-s': 0.5,
      'PROBECUR -pA': 30,
      'CONVANGLE-rad': 0.01,
      'BEAMKV   -V': 3000,
      OFFSET: '',
      CHOFFSET: -1000,
    });
    expect(scan.acquisition).toMatchObject({
      dwellTimeS: 0.5,
      probeCurrentNa: expect.closeTo(0.03, 12) as number,
      convergenceSemiAngleMrad: 10,
      beamEnergyKev: 3,
    });
    expect(scan.energy.offsetEv).toBe(500);
    expect(codes((await read({ OFFSET: '' })).warnings)).toEqual(['energy-offset-assumed']);
  });

  it('takes meV and keV', async () => {
    expect((await read({ XUNITS: 'meV' })).scan.energy).toMatchObject({ offsetEv: 0.5, scaleEv: 0.0005 });
    expect((await read({ XUNITS: 'keV' })).scan.energy).toMatchObject({ offsetEv: 500_000, scaleEv: 500 });
  });

  it('takes volts under BEAMKV for volts', async () => {
    const { scan, warnings } = await read({ BEAMKV: '300000.000000' });
    expect([scan.acquisition.beamEnergyKev, codes(warnings)]).toEqual([300, ['beam-energy-in-volts']]);
  });

  it('trusts the listed energies and says when XPERCHAN disagrees', async () => {
    const { scan, warnings } = await read({ DATATYPE: 'XY' }, '500, 1\n501, 2\n502, 3');
    expect([scan.energy, codes(warnings)]).toEqual([
      { offsetEv: 500, scaleEv: 1, nChannels: 3 },
      ['calibration-disagrees'],
    ]);
  });

  it.each([
    [{ SIGNALTYPE: 'EDS' }, undefined, 'no-energy-axis'],
    [{ XUNITS: 'nm' }, undefined, 'no-energy-axis'],
    [{ XUNITS: '' }, undefined, 'read'],
    [{ XUNITS: '', SIGNALTYPE: '' }, undefined, 'no-energy-axis'],
    [{ XUNITS: 'Energy Loss (eV)' }, undefined, 'read'],
    [{ XPERCHAN: 0 }, undefined, 'invalid-calibration'],
    [{ XPERCHAN: 'x' }, undefined, 'invalid-calibration'],
    [{}, '1\nNaN\n3', 'non-finite-data'],
  ])('%j: %#', async (headers, data, code) =>
    expect(await codeOf(headers as Record<string, string>, data)).toBe(code),
  );
});
