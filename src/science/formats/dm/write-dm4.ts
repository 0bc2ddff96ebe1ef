import { DmSink } from './dm-sink.js';

export type DmPixels =
  Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Tags to write: texts, numbers (as float64), booleans and groups of them. */
export interface DmTags {
  readonly [name: string]: string | number | boolean | DmTags;
}

export interface DmAxis {
  /** Calibrated value of index i is (i − origin)·scale. */
  readonly origin: number;
  readonly scale: number;
  readonly units: string;
}

/**
 * One image of a file. `shape` is C order, slowest first, as `data` lies in memory; `axes` has one entry for each of
 * its numbers. DigitalMicrograph wants the energy axis LAST for a spectrum [E] and a line scan [x, E] and FIRST for a
 * map [E, y, x].
 */
export interface DmImage {
  readonly name: string;
  readonly data: DmPixels;
  readonly shape: readonly number[];
  readonly axes: readonly DmAxis[];
  /** What a data value means: (value − origin)·scale in `units`. */
  readonly brightness: { readonly origin?: number; readonly scale: number; readonly units: string };
  readonly tags: DmTags;
}

interface PixelType {
  readonly info: number;
  readonly dataType: number;
}

/**
 * Writes a DM4 file with these images, little-endian, in the layout of parse-dm.ts.
 *
 * With `thumbnail` a grey picture of the first image goes first, as DigitalMicrograph does, and is named in
 * `Thumbnails`. Axes are written as float32, as DigitalMicrograph does.
 *
 * Checked: read back by parse-dm.ts and by HyperSpy 1.7.3 (test/golden/README.md).
 */
export function writeDm4(images: readonly DmImage[], options: { thumbnail?: boolean } = {}): Uint8Array {
  for (const image of images) checkShape(image);
  const listed = options.thumbnail && images.length > 0 ? [thumbnailOf(images[0]), ...images] : images;
  const root = new DmSink();
  root.group(options.thumbnail ? 3 : 2);
  writeGroup(root, 'ImageList', listed.length, (list) => {
    for (const image of listed) writeGroup(list, '', 3, (entry) => writeImage(entry, image));
  });
  if (options.thumbnail) {
    writeGroup(root, 'Thumbnails', 1, (list) =>
      writeGroup(list, '', 1, (entry) => entry.scalar('ImageIndex', 'uint32', 0)),
    );
  }
  root.scalar('InImageMode', 'bool', 1);
  return withHeader(root.bytes());
}

function checkShape(image: DmImage): void {
  const size = image.shape.reduce((product, n) => product * n, 1);
  if (size !== image.data.length || image.axes.length !== image.shape.length) {
    throw new RangeError(
      `${image.name}: shape ${image.shape.join('×')} with ${image.data.length} values and ${image.axes.length} axes`,
    );
  }
}

function writeImage(entry: DmSink, image: DmImage): void {
  writeGroup(entry, 'ImageData', 5, (data) => {
    writeGroup(data, 'Calibrations', 3, (calibrations) => writeCalibrations(calibrations, image));
    const type = pixelType(image.data);
    data.array('Data', type.info, image.data);
    data.scalar('DataType', 'uint32', type.dataType);
    writeGroup(data, 'Dimensions', image.shape.length, (list) => {
      // The file lists the fastest axis first.
      for (const n of [...image.shape].reverse()) list.scalar('', 'uint32', n);
    });
    data.scalar('PixelDepth', 'uint32', image.data.BYTES_PER_ELEMENT);
  });
  writeTags(entry, 'ImageTags', image.tags);
  entry.text('Name', image.name);
}

function writeCalibrations(calibrations: DmSink, image: DmImage): void {
  const { brightness } = image;
  writeAxis(calibrations, 'Brightness', {
    origin: brightness.origin ?? 0,
    scale: brightness.scale,
    units: brightness.units,
  });
  writeGroup(calibrations, 'Dimension', image.axes.length, (list) => {
    for (const axis of [...image.axes].reverse()) writeAxis(list, '', axis);
  });
  calibrations.scalar('DisplayCalibratedUnits', 'bool', 1);
}

function writeAxis(parent: DmSink, name: string, axis: DmAxis): void {
  writeGroup(parent, name, 3, (group) => {
    group.scalar('Origin', 'float32', axis.origin);
    group.scalar('Scale', 'float32', axis.scale);
    group.text('Units', axis.units);
  });
}

function writeTags(parent: DmSink, name: string, tags: DmTags): void {
  const entries = Object.entries(tags);
  writeGroup(parent, name, entries.length, (group) => {
    for (const [key, value] of entries) {
      if (typeof value === 'string') group.text(key, value);
      else if (typeof value === 'number') group.scalar(key, 'float64', value);
      else if (typeof value === 'boolean') group.scalar(key, 'bool', value ? 1 : 0);
      else writeTags(group, key, value);
    }
  });
}

function writeGroup(parent: DmSink, name: string, nTags: number, fill: (group: DmSink) => void): void {
  const group = new DmSink();
  group.group(nTags);
  fill(group);
  parent.nested(name, group);
}

/** The first values of the image as a grey picture of at most 64 pixels a side; only its place matters. */
function thumbnailOf(image: DmImage): DmImage {
  const side = Math.max(1, Math.min(64, Math.floor(Math.sqrt(image.data.length))));
  let max = 0;
  for (let i = 0; i < side * side; i++) max = Math.max(max, image.data[i]);
  const data = Uint8Array.from({ length: side * side }, (_, i) =>
    max > 0 ? Math.max(0, (255 * image.data[i]) / max) : 0,
  );
  const axis = { origin: 0, scale: 1, units: '' };
  const brightness = { scale: 1, units: '' };
  return {
    name: `Image Of ${image.name}`,
    data,
    shape: [side, side],
    axes: [axis, axis],
    brightness,
    tags: {},
  };
}

function pixelType(data: DmPixels): PixelType {
  if (data instanceof Int16Array) return { info: 2, dataType: 1 };
  if (data instanceof Float32Array) return { info: 6, dataType: 2 };
  if (data instanceof Uint8Array) return { info: 10, dataType: 6 };
  if (data instanceof Int32Array) return { info: 3, dataType: 7 };
  if (data instanceof Int8Array) return { info: 9, dataType: 9 };
  if (data instanceof Uint16Array) return { info: 4, dataType: 10 };
  if (data instanceof Uint32Array) return { info: 5, dataType: 11 };
  return { info: 7, dataType: 12 };
}

function withHeader(root: Uint8Array): Uint8Array {
  const file = new Uint8Array(16 + root.byteLength + 8);
  const view = new DataView(file.buffer);
  view.setInt32(0, 4);
  view.setBigInt64(4, BigInt(root.byteLength));
  view.setInt32(12, 1);
  file.set(root, 16);
  return file;
}
