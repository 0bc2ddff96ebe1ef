/**
 * Writes a spectrum into a longer array and lets its end fall to 0 along half a cosine: a step at the end of the axis
 * would ring through every Fourier coefficient. The measured channels stay as they are.
 *
 * The level from which it falls is the mean of the last channels (a 64th of the spectrum), so that one noisy channel
 * is not drawn out.
 *
 * @param spectrum     [m]
 * @param out          [n], n ≥ m + bellLength
 * @param bellLength   channels over which the end falls to 0; 0 = cut
 * Source: the cosine-bell extension of R. F. Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope (2011),
 *   section 4.3.1.
 */
export function putWithCosineBell(spectrum: Float32Array, out: Float64Array, bellLength: number): void {
  const m = spectrum.length;
  for (let i = 0; i < m; i++) out[i] = spectrum[i];
  const nLast = Math.max(1, m >> 6);
  let level = 0;
  for (let i = m - nLast; i < m; i++) level += spectrum[i] / nLast;
  const bell = bellOf(bellLength);
  for (let i = 0; i < bellLength; i++) out[m + i] = level * bell[i];
  out.fill(0, m + bellLength);
}

let known = new Float64Array(0);

/** Half a cosine from 1 to 0, without its ends; that of the last length is kept. */
function bellOf(length: number): Float64Array {
  if (known.length !== length) {
    known = Float64Array.from({ length }, (_, i) => 0.5 * (1 + Math.cos((Math.PI * (i + 1)) / (length + 1))));
  }
  return known;
}
