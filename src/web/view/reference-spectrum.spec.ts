import { describe, expect, it } from 'vitest';
import { makeFixture } from '../dev/fixture.js';
import { referenceSpectrum } from './reference-spectrum.js';

describe('referenceSpectrum', () => {
  const { result, counts } = makeFixture('line');
  const axis = result.calibration.energy;
  const found = result.referenceFit!;
  const spectrum = (pixel: number) => counts.subarray(pixel * axis.nChannels, (pixel + 1) * axis.nChannels);

  it('is background and parts, over the channels that were fitted', () => {
    const { fit, background, parts, data } = referenceSpectrum(found, axis, 20, spectrum(20))!;
    const [first, end] = found.channelRange;
    expect(fit).toHaveLength(end - first);
    fit.forEach((value, i) => {
      expect(background![i] + parts[0][i] + parts[1][i]).toBeCloseTo(value, 6);
      expect(data![i]).toBe(spectrum(20)[first + i]);
    });
  });

  it('has a residual in units of its noise', () => {
    const { fit, data, pull } = referenceSpectrum(found, axis, 5, spectrum(5))!;
    expect(pull![40]).toBeCloseTo((data![40] - fit[40]) / Math.sqrt(found.noiseScale * fit[40]), 9);
  });

  it('is drawn without data while these are on their way, and not at all where nothing was fitted', () => {
    expect(referenceSpectrum(found, axis, 5, null)).toMatchObject({ data: null, pull: null });
    const failed = {
      ...found,
      coefficients: found.coefficients.map((c) => ({ ...c, values: c.values.map(() => null) })),
    };
    expect(referenceSpectrum(failed, axis, 5, spectrum(5))).toBeNull();
  });
});
