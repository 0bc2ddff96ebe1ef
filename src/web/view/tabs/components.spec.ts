import { describe, expect, it } from 'vitest';
import { makeFixture } from '../../dev/fixture.js';
import { bandOf, pcaRows, unmixingRows } from './component-rows.js';
import { scaledTo, type Measured } from './scaled-to.js';

const { result } = makeFixture('line');

describe('rows of components', () => {
  it('carry errors where there are some, and null where there are none', () => {
    const unmixing = result.unmixing!;
    expect(unmixingRows(unmixing, 'e-')[0]).toMatchObject({
      title: 'NMF component 1',
      name: 'nmf-1',
      isSpectrum: true,
      loadingStd: unmixing.bootstrap!.loadingsStd[0],
    });
    expect(unmixingRows({ ...unmixing, bootstrap: null }, 'e-')[0]).toMatchObject({
      spectrumStd: null,
      loadingStd: null,
    });
    expect(pcaRows(result.pca!, 'e-').map((row) => row.loadingStd)).toEqual(
      [1, 2, 3].map(() => result.pca!.loadingStd),
    );
  });

  it('name endmembers by their pixel, and independent parts as what they are', () => {
    const endmembers = { ...result.unmixing!, method: 'vca' as const, purePixels: [3, 60] };
    expect(unmixingRows(endmembers, 'e-').map((row) => row.title)).toEqual([
      'VCA endmember 1 (pixel 3)',
      'VCA endmember 2 (pixel 60)',
    ]);
    const parts = { ...result.unmixing!, method: 'ica' as const };
    expect(unmixingRows(parts, 'e-')[0]).toMatchObject({ isSpectrum: false, loadingUnit: 'σ over pixels' });
  });

  it('have a band of one standard deviation on either side', () => {
    expect(bandOf([1, 2], [0.5, 1])).toEqual({ lo: [0.5, 1], hi: [1.5, 3] });
    expect(bandOf([1, 2], null)).toBeNull();
  });
});

describe('scaledTo', () => {
  const energy = Float64Array.from({ length: 50 }, (_, i) => 500 + i);
  const shape = (e: number): number => 2 + Math.exp(-(((e - 520) / 6) ** 2));
  const component = { energy, values: Array.from(energy, (e) => 0.01 * shape(e)) };
  const measured = (isForeign: boolean, background: number): Measured => {
    const axis = { offsetEv: 490.25, scaleEv: 0.5, nChannels: 80 };
    const values = Array.from({ length: 80 }, (_, c) => 300 * shape(axis.offsetEv + 0.5 * c) + background);
    return { name: 'TiO2', energy: axis, values, isForeign };
  };

  it('lays a spectrum of the same shape on the component, and leaves out what was not measured', () => {
    const { values, note } = scaledTo(measured(false, 0), component, [500, 549])!;
    // Interpolated between channels of 0.5 eV: a hundredth of the peak.
    values.slice(0, 29).forEach((v, i) => expect(Math.abs(v - component.values[i])).toBeLessThan(1e-4));
    expect(values.slice(30).every(Number.isNaN)).toBe(true);
    expect(note).toMatch(
      /TiO2, scale by least squares over 500\.0–529\.0 eV; correlation there (1\.0000|0\.999)/,
    );
  });

  it('fits a constant as well to one from elsewhere', () => {
    const { values } = scaledTo(measured(true, 5000), component, [505, 525])!;
    expect(values[0]).toBeNaN();
    values.slice(6, 25).forEach((v, i) => expect(Math.abs(v - component.values[i + 6])).toBeLessThan(1e-4));
  });

  it('says nothing where they have no energies in common', () => {
    expect(scaledTo(measured(true, 0), component, [540, 549])).toBeNull();
  });
});
