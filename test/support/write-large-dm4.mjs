// Writes a made-up map as a DigitalMicrograph 4 file of any size, plane by plane, in little memory: two phases (O and Mn,
// O alone) side by side, Poisson-like noise. Energy is the slowest axis, as DigitalMicrograph stores maps.
// node write-large-dm4.mjs FILE HEIGHT WIDTH CHANNELS [float32|uint16]
import { closeSync, openSync, writeSync } from 'node:fs';

const TYPES = {
  uint16: { info: 4, dataType: 10, Values: Uint16Array },
  float32: { info: 6, dataType: 2, Values: Float32Array },
};

const big = (n) => {
  const b = Buffer.alloc(8);
  b.writeBigInt64BE(BigInt(n));
  return b;
};
const sizeOf = (parts) => parts.reduce((sum, part) => sum + (part.hole ?? part.length), 0);

function tag(kind, name, body) {
  const head = Buffer.alloc(3 + name.length);
  head[0] = kind;
  head.writeUInt16BE(name.length, 1);
  head.write(name, 3);
  return [head, big(sizeOf(body)), ...body];
}
const group = (name, tags) => tag(20, name, [Buffer.from([1, 0]), big(tags.length), ...tags.flat()]);
const data = (name, info, payload) =>
  tag(21, name, [Buffer.from('%%%%'), big(info.length), ...info.map(big), payload]);
const uint32 = (name, n) => {
  const b = Buffer.alloc(4);
  b.writeUInt32LE(n);
  return data(name, [5], b);
};
const float32 = (name, x) => {
  const b = Buffer.alloc(4);
  b.writeFloatLE(x);
  return data(name, [6], b);
};
const text = (name, s) => data(name, [20, 4, s.length], Buffer.from(s, 'utf16le'));
const axis = (name, origin, scale, units) =>
  group(name, [float32('Origin', origin), float32('Scale', scale), text('Units', units)]);

const OFFSET_EV = 450;
const SCALE_EV = 0.5;

/**
 * `sparse`: no spectra but a number each 64 kB, for who only moves the file about: gigabytes in a second.
 *
 * @param {{height: number, width: number, nChannels: number, type?: 'uint16' | 'float32', sparse?: boolean}} shape
 */
export function writeLargeDm4(path, { height, width, nChannels, type = 'uint16', sparse = false }) {
  const { info, dataType, Values } = TYPES[type];
  const nPixels = height * width;
  const image = group('', [
    group('ImageData', [
      group('Calibrations', [
        axis('Brightness', 0, 1, 'e-'),
        group('Dimension', [
          axis('', 0, 0.2, 'nm'),
          axis('', 0, 0.2, 'nm'),
          axis('', -OFFSET_EV / SCALE_EV, SCALE_EV, 'eV'),
        ]),
      ]),
      data('Data', [20, info, nPixels * nChannels], {
        hole: nPixels * nChannels * Values.BYTES_PER_ELEMENT,
      }),
      uint32('DataType', dataType),
      group('Dimensions', [uint32('', width), uint32('', height), uint32('', nChannels)]),
    ]),
    group('ImageTags', [group('Meta Data', [text('Signal', 'EELS')])]),
    text('Name', 'made-up map'),
  ]);
  const root = [Buffer.from([1, 0]), big(1), ...group('ImageList', [image])];
  const file = openSync(path, 'w');
  const header = Buffer.concat([Buffer.from([0, 0, 0, 4]), big(sizeOf(root)), Buffer.from([0, 0, 0, 1])]);
  let at = 0;
  for (const part of [header, ...root, Buffer.alloc(8)]) {
    if (part.hole === undefined) at += writeSync(file, part, 0, part.length, sparse ? at : null);
    else if (sparse) at += writeNumbers(file, at, part.hole);
    else for (const plane of planes({ height, width, nChannels }, Values)) writeSync(file, plane);
  }
  closeSync(file);
}

function writeNumbers(file, at, nBytes) {
  for (let i = 0; i + 8 <= nBytes; i += 2 ** 16) writeSync(file, big(i + 1), 0, 8, at + i);
  return nBytes;
}

/** Spectra of the two phases: a power law, O-K in both, Mn-L in the first. */
function phases(nChannels) {
  const edge = (energy, onsetEv, height) =>
    energy < onsetEv
      ? 0
      : height * (energy / onsetEv) ** -3 * (1 + Math.exp(-(((energy - onsetEv - 5) / 4) ** 2)));
  const at = (i) => OFFSET_EV + i * SCALE_EV;
  const spectrum = (o, mn) =>
    Float64Array.from({ length: nChannels }, (_, i) => {
      const energy = at(i);
      return 4e10 * energy ** -3.2 + edge(energy, 532, o) + edge(energy, 640, mn) + edge(energy, 651, mn / 2);
    });
  return [spectrum(25, 14), spectrum(33, 0)];
}

function* planes({ height, width, nChannels }, Values) {
  const [a, b] = phases(nChannels);
  const normal = normals(2 ** 16);
  let state = 1;
  const plane = new Values(height * width);
  for (let e = 0; e < nChannels; e++) {
    const [rootA, rootB] = [Math.sqrt(a[e]), Math.sqrt(b[e])];
    for (let y = 0, pixel = 0; y < height; y++) {
      const border = 0.6 * width - 0.3 * y;
      for (let x = 0; x < width; x++, pixel++) {
        state = (Math.imul(state, 1664525) + 1013904223) | 0;
        const noise = normal[state >>> 16];
        plane[pixel] = Math.max(0, Math.round(x < border ? a[e] + rootA * noise : b[e] + rootB * noise));
      }
    }
    yield new Uint8Array(plane.buffer);
  }
}

/** Standard normal numbers by Box and Muller, from a generator with a fixed seed. */
function normals(n) {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length: n },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

if (process.argv[1]?.endsWith('write-large-dm4.mjs')) {
  const [path, height, width, nChannels, type] = process.argv.slice(2);
  writeLargeDm4(path, { height: +height, width: +width, nChannels: +nChannels, type });
}
