import { dmGet, dmNumber, dmText, isGroup, type DmFile, type DmGroup, type DmValue } from './dm-tree.js';

/** Calibrated value of index i is (i − origin)·scale in `units`; null where the file does not say. */
export interface DmCalibration {
  readonly origin: number | null;
  readonly scale: number | null;
  readonly units: string;
}

/** One entry of ImageList, in the file's words: dimension 0 is the fastest. */
export interface DmImageEntry {
  readonly index: number;
  readonly name: string;
  readonly isThumbnail: boolean;
  readonly dataType: number | null;
  readonly dimensions: readonly number[];
  readonly calibrations: readonly DmCalibration[];
  readonly brightness: DmCalibration;
  readonly data: DmValue | undefined;
  readonly tags: DmGroup;
}

const EMPTY: DmGroup = { kind: 'group', entries: [] };

/** The images of a file, thumbnails included and marked. */
export function dmImages(file: DmFile): DmImageEntry[] {
  const list = dmGet(file.root, 'ImageList');
  if (!isGroup(list)) return [];
  const thumbnails = thumbnailIndices(file);
  return list.entries.map(({ value }, index) => imageEntry(value, index, thumbnails.has(index)));
}

function imageEntry(value: DmValue, index: number, isThumbnail: boolean): DmImageEntry {
  const data = dmGet(value, 'ImageData');
  const tags = dmGet(value, 'ImageTags');
  const dimensions = numbersOf(dmGet(data, 'Dimensions'));
  const calibrations = dimensions.map((_, k) => calibration(dmGet(data, 'Calibrations', 'Dimension', k)));
  return {
    index,
    name: dmText(value, 'Name') ?? '',
    isThumbnail,
    dataType: dmNumber(data, 'DataType'),
    dimensions,
    calibrations,
    brightness: calibration(dmGet(data, 'Calibrations', 'Brightness')),
    data: dmGet(data, 'Data'),
    tags: isGroup(tags) ? tags : EMPTY,
  };
}

function calibration(value: DmValue | undefined): DmCalibration {
  return {
    origin: decimal(dmNumber(value, 'Origin')),
    scale: decimal(dmNumber(value, 'Scale')),
    units: (dmText(value, 'Units') ?? '').trim(),
  };
}

/**
 * Calibrations are float32: the shortest decimal that has the same float32 is what was meant (0.3, not
 * 0.30000001192092896), and offsets such as −Origin·Scale do not gather rounding.
 */
function decimal(value: number | null): number | null {
  if (value === null || !Number.isFinite(value) || Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function numbersOf(value: DmValue | undefined): number[] {
  return isGroup(value) ? value.entries.map((_, i) => dmNumber(value, i) ?? 0) : [];
}

function thumbnailIndices(file: DmFile): Set<number> {
  const list = dmGet(file.root, 'Thumbnails');
  return new Set(isGroup(list) ? list.entries.map((_, i) => dmNumber(list, i, 'ImageIndex') ?? -1) : []);
}
