import { groupJson, readHdf5Json } from '../hdf5/hdf5-json.js';
import type { Hdf5Dataset, Hdf5Group, Hdf5Json } from '../hdf5/hdf5-tree.js';
import { readHdf5Values } from '../hdf5/read-hdf5-values.js';
import { jsonText, type FileJson } from '../parse-json.js';

/** One energy-loss scan of Velox: values as stored, (x, E) of a line or (x, E, y) of a map. */
export interface VeloxEels {
  readonly id: string;
  readonly shape: readonly number[];
  readonly dtype: string | null;
  /** Reads the values, while the file is open. */
  readonly values: () => ArrayLike<number>;
  /** `Data.offset` and `Data.dispersion` are the energy axis. */
  readonly acquisition: FileJson;
  readonly metadata: FileJson;
}

/** Something else of the file: an image, an X-ray spectrum or spectrum image. */
export interface VeloxOther {
  readonly kind: string;
  readonly id: string;
  readonly shape: readonly number[];
}

export interface VeloxFile {
  readonly version: string | null;
  readonly eels: readonly VeloxEels[];
  readonly others: readonly VeloxOther[];
  /** Metadata of the first spectrum image, which state the size of a pixel; null where there is none. */
  readonly spectrumImage: FileJson;
  /** Operations, features, settings: small things of the file beside its data. */
  readonly rest: Hdf5Json;
}

/** True for a file of Velox: a version in JSON, and data. */
export const isVelox = (root: Hdf5Group): boolean => root.datasets.has('Version') && root.groups.has('Data');

/**
 * Parses an EMD file of Thermo Fisher Velox as far as it holds energy-loss spectra.
 *
 * ```
 * /Version                            JSON {format: "Velox", version}
 * /Data/EelsSpectrumImage/<id>/Data   (x, E, y), or (x, E) of a line; one id an energy window
 *                             /Metadata, /AcquisitionMetadata   JSON as bytes
 * /Data/SpectrumImage/<id>/Metadata   JSON; BinaryResult {PixelSize, Offset, PixelUnitX}
 * /Data/Image, Spectrum, SpectrumStream                         images and X-ray spectra
 * ```
 * Source: what public readers of the format know (RosettaSciIO); no file with energy loss is public, so the layout was
 * checked on one made by our own script only (test/golden/make-format-golden.py).
 *
 * @throws FormatError  those of readHdf5Json
 */
export function parseVelox(root: Hdf5Group): VeloxFile {
  const data = root.groups.get('Data')!;
  const version = readHdf5Json(root.datasets.get('Version')!, 'Version');
  const eels = [...(data.groups.get('EelsSpectrumImage')?.groups ?? [])].flatMap(([id, group]) => {
    const values = group.datasets.get('Data');
    return values ? [parseEels(id, group, values)] : [];
  });
  const [image] = data.groups.get('SpectrumImage')?.groups.values() ?? [];
  return {
    version: jsonText(version, 'version'),
    eels,
    others: others(data),
    spectrumImage: optionalJson(image?.datasets.get('Metadata'), 'The metadata of the spectrum image'),
    rest: groupJson({
      attributes: root.attributes,
      groups: new Map([...root.groups].filter(([name]) => name !== 'Data')),
      datasets: root.datasets,
    }),
  };
}

const optionalJson = (dataset: Hdf5Dataset | undefined, what: string): FileJson =>
  dataset === undefined ? null : readHdf5Json(dataset, what);

function parseEels(id: string, group: Hdf5Group, data: Hdf5Dataset): VeloxEels {
  return {
    id,
    shape: data.shape,
    dtype: data.dtype,
    values: () => readHdf5Values(data),
    acquisition: optionalJson(group.datasets.get('AcquisitionMetadata'), `AcquisitionMetadata of ${id}`),
    metadata: optionalJson(group.datasets.get('Metadata'), `Metadata of ${id}`),
  };
}

function others(data: Hdf5Group): VeloxOther[] {
  return [...data.groups]
    .filter(([kind]) => kind !== 'EelsSpectrumImage' && kind !== 'Text')
    .flatMap(([kind, group]) =>
      [...group.groups].map(([id, item]) => ({ kind, id, shape: item.datasets.get('Data')?.shape ?? [] })),
    );
}
