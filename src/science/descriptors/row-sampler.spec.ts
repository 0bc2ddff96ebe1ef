import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { gaussianKernel, noiseGain, RowSampler, smoothInto } from './row-sampler.js';

const axis = (scaleEv: number, nChannels: number) => ({ offsetEv: 100, scaleEv, nChannels });

it('keeps a straight line on any grid within the axis', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.025, max: 1, noNaN: true }),
      fc.double({ min: 0.05, max: 2, noNaN: true }),
      (scaleEv, stepEv) => {
        const nChannels = Math.ceil(50 / scaleEv);
        const sampler = new RowSampler(axis(scaleEv, nChannels));
        sampler.load(Float64Array.from({ length: nChannels }, (_, i) => 3 + 0.2 * i * scaleEv));
        const out = new Float64Array(8);
        sampler.means(out, 110, stepEv);
        out.forEach((v, k) => expect(v).toBeCloseTo(3 + 0.2 * (10 + k * stepEv), 9));
      },
    ),
  );
});

it('is the naive sum of channels where cells are whole channels, but for half of the ends', () => {
  const rng = createRng(1);
  const values = Float64Array.from({ length: 60 }, () => rng.normal());
  const sampler = new RowSampler(axis(0.5, 60));
  sampler.load(values);
  const out = new Float64Array(3);
  // Cells of 4 channels between channel centres: trapezoidal rule.
  sampler.means(out, 106, 2);
  [10, 14, 18].forEach((first, k) => {
    const naive =
      (values[first] / 2 +
        values[first + 1] +
        values[first + 2] +
        values[first + 3] +
        values[first + 4] / 2) /
      4;
    expect(out[k]).toBeCloseTo(naive, 12);
  });
});

it.each([
  [0.1, 0.25, 0],
  [0.5, 0.2, 0],
  [0.25, 0.5, 1],
  [1, 0.25, 2],
])(
  'noise gain at dispersion %d, cells %d, smoothing %d eV is the scatter of drawn noise',
  (scaleEv, stepEv, fwhmEv) => {
    const kernel = gaussianKernel(fwhmEv / scaleEv);
    const rng = createRng(2);
    const nChannels = 400;
    const sampler = new RowSampler(axis(scaleEv, nChannels));
    const smooth = new Float64Array(nChannels);
    const out = new Float64Array(40);
    let squares = 0;
    for (let draw = 0; draw < 1200; draw++) {
      const noise = Float64Array.from({ length: nChannels }, () => rng.normal());
      smoothInto(smooth, noise, kernel, [0, nChannels]);
      sampler.load(smooth);
      sampler.means(out, 100 + 180 * scaleEv + 0.37 * stepEv, stepEv);
      squares += out.reduce((sum, v) => sum + v * v, 0);
    }
    // 48,000 values, of which some 5000 are independent: 2 %.
    const scatter = squares / (1200 * 40);
    expect(scatter / noiseGain(axis(scaleEv, nChannels), stepEv, kernel)).toBeCloseTo(1, 1);
  },
);
