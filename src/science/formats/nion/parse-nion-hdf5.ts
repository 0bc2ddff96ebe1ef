import { FormatError } from '../format-error.js';
import { datasetAttributes, type Hdf5Dataset, type Hdf5Group } from '../hdf5/hdf5-tree.js';
import { readHdf5Values } from '../hdf5/read-hdf5-values.js';
import { parseFileJson } from '../parse-json.js';
import { nionDescription, type NionArray } from './nion-array.js';

/** The datasets that Nion Swift writes: `/data` of a library file, `/data/<n>` of an export. */
export function nionDatasets(root: Hdf5Group): readonly (readonly [string, Hdf5Dataset])[] {
  const single = root.datasets.get('data');
  const all = single ? [['', single] as const] : [...(root.groups.get('data')?.datasets ?? [])];
  return all.filter(([, dataset]) => typeof datasetAttributes(dataset).get('properties') === 'string');
}

/**
 * Parses the arrays of a Nion Swift file in HDF5.
 *
 * ```
 * .nhdf (export)   /data/<n>  @properties = JSON · /index @1 = JSON of the display
 * .h5   (library)  /data      @properties = JSON
 * ```
 *
 * @throws FormatError  those of parseFileJson; inconsistent-file when a stated shape is another than that of the data
 */
export function parseNionHdf5(root: Hdf5Group): NionArray[] {
  return nionDatasets(root).map(([name, dataset]) => {
    const properties = datasetAttributes(dataset).get('properties') as string;
    const description = nionDescription(parseFileJson(properties, `The description of array ${name}`));
    if (description.calibrations.length > 0 && description.calibrations.length !== dataset.shape.length) {
      throw new FormatError(
        'inconsistent-file',
        `An array of ${dataset.shape.length} axes has ${description.calibrations.length} calibrations.`,
      );
    }
    return {
      ...description,
      title: description.title ?? name,
      shape: dataset.shape,
      dtype: dataset.dtype,
      values: () => readHdf5Values(dataset),
    };
  });
}
