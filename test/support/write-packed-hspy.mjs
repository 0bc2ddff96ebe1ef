// Writes a map as a packed file of HyperSpy, in chunks as h5py guesses them (they split the energies): noise in the first
// chunks, and one and the same spectrum in all others, so that it packs well but is no bomb (200 times).
// node write-packed-hspy.mjs FILE HEIGHT WIDTH CHANNELS
import { writeFileSync } from 'node:fs';
import * as h5 from 'h5wasm';

const CHUNK = [24, 25, 128];
const [path, ...sizes] = process.argv.slice(2);
const shape = sizes.map(Number);
const [height, width, nChannels] = shape;
const { FS } = await h5.ready;

const file = new h5.File('/map.h5', 'w');
file.create_attribute('file_format', 'HyperSpy');
file.create_attribute('file_format_version', '3.1');
const map = file.create_group('Experiments').create_group('map');
[
  ['y', 'nm', 0.2, 0, 1],
  ['x', 'nm', 0.2, 0, 1],
  ['Energy loss', 'eV', 0.5, 450, 0],
].forEach(([name, units, scale, offset, navigate], i) => {
  const axis = map.create_group(`axis-${i}`);
  for (const [key, value] of Object.entries({ name, units, scale, offset, navigate, size: shape[i] }))
    axis.create_attribute(key, value);
});
const signal = map.create_group('metadata').create_group('Signal');
signal.create_attribute('signal_type', 'EELS');

const band = new Float32Array(CHUNK[0] * width * nChannels);
const spectrum = Float32Array.from({ length: nChannels }, (_, i) => Math.round(4e10 * (450 + i / 2) ** -3.2));
let state = 1;
for (let i = 0; i < band.length; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) | 0;
  band[i] = spectrum[i % nChannels] + (state >>> 29);
}
const data = map.create_dataset({
  name: 'data',
  data: band,
  shape: [CHUNK[0], width, nChannels],
  maxshape: [height, width, nChannels],
  chunks: CHUNK,
  compression: 1,
});
data.resize(shape);
for (let i = 0; i < band.length; i++) band[i] = spectrum[i % nChannels];
for (let row = CHUNK[0]; row < height; row += CHUNK[0]) {
  const end = Math.min(height, row + CHUNK[0]);
  data.write_slice([[row, end], [], []], band.subarray(0, (end - row) * width * nChannels));
}
file.close();
writeFileSync(path, FS.readFile('/map.h5'));
