import type { AnalysisRecords } from './analysis-crate.js';

/** A value of `scientificMetadata`. */
interface Quantity {
  readonly value: number | string;
  readonly unit: string;
}

/**
 * A derived dataset as SciCat takes it (POST /datasets), with its files for the datablock: a client only adds the contact, the owner
 * group and the folder of its laboratory where they differ.
 *
 * Source: SciCat's required fields of a derived dataset (investigator, inputDatasets, usedSoftware) and of every dataset (contactEmail,
 * creationTime, owner, ownerGroup, sourceFolder, type, datasetName).
 */
export function scicatJson({ analysis, job, result, datasets }: AnalysisRecords): string {
  const { acquisition, title } = result.scan;
  const { software, models = [] } = result.provenance;
  const quantities: Record<string, Quantity> = {};
  const add = (name: string, value: number | string | null, unit: string): void => {
    if (value !== null && value !== '') quantities[name] = { value, unit };
  };
  add('beam_energy', acquisition.beamEnergyKev, 'keV');
  add('convergence_semi_angle', acquisition.convergenceSemiAngleMrad, 'mrad');
  add('collection_semi_angle', acquisition.collectionSemiAngleMrad, 'mrad');
  add('exposure', acquisition.exposureS, 's');
  add('microscope', acquisition.microscope, '');
  add('specimen', acquisition.specimen, '');
  add('number_of_pixels', result.scan.nPixels, '');
  add('dispersion', result.calibration.energy.scaleEv, 'eV');
  add('edges', result.edges.map(({ id }) => id).join(', '), '');
  add('number_of_regions', result.clusters?.nClusters ?? null, '');
  const document = {
    type: 'derived',
    datasetName: `Analysis of ${title}`,
    description: result.answer.join(' '),
    pid: null,
    owner: analysis.ownerId,
    ownerGroup: analysis.ownerId,
    contactEmail: null,
    investigator: acquisition.operator ?? analysis.ownerId,
    creationTime: (job.finishedAt ?? analysis.createdAt).toISOString(),
    sourceFolder: `/analyses/${analysis.id}`,
    inputDatasets: datasets.map(({ sha256 }) => `sha256:${sha256}`),
    usedSoftware: [`kaimen ${software.version}`, ...models.map(({ id }) => `network ${id}`)],
    jobParameters: { recipe: result.provenance.recipe, recipeSha256: analysis.recipeSha256 },
    scientificMetadata: quantities,
    dataFileList: datasets.map(({ fileName, sizeBytes, sha256 }) => ({
      ...{ path: fileName, size: sizeBytes, chk: sha256, chkAlg: 'sha256' },
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
