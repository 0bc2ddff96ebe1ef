import { type SpectrumImage, UNKNOWN_ACQUISITION } from '../science/spectra/spectrum-image.js';

/** Small, but with something of what the recipe looks for. */
const N_PIXELS = 12;
const N_CHANNELS = 256;

/** A power law with an O-K step of varying height: no physics, only something to work on. */
export function madeUpScan(): SpectrumImage {
  const energy = { offsetEv: 440, scaleEv: 1, nChannels: N_CHANNELS };
  const counts = new Float32Array(N_PIXELS * N_CHANNELS);
  for (let i = 0; i < counts.length; i++) {
    const pixel = Math.floor(i / N_CHANNELS);
    const ev = energy.offsetEv + (i % N_CHANNELS);
    const step = ev > 532 ? 150 + 20 * pixel : 0;
    counts[i] = Math.round(1e4 * (440 / ev) ** 3 + step + 30 * Math.sin(i * 1.7));
  }
  return {
    title: 'warm-up',
    counts,
    nPixels: N_PIXELS,
    nChannels: N_CHANNELS,
    energy,
    navigation: [{ name: 'x', unit: 'nm', offset: 0, scale: 1, size: N_PIXELS }],
    intensityUnit: 'e-',
    acquisition: UNKNOWN_ACQUISITION,
    originalMetadata: null,
  };
}
