import { csvCell } from '../../science/formats/csv-safety.js';
import { writeMsa } from '../../science/formats/msa/write-msa.js';
import { parseFileJson } from '../../science/formats/parse-json.js';
import { textOfBytes, utf8Bytes } from '../../science/formats/text-bytes.js';
import { energyAt } from '../../science/spectra/spectrum-image.js';
import type { Descriptors, SpectrumPrediction } from '../../science/structure-trees/predict-spectrum.js';
import type { StructureTree } from '../../science/structure-trees/structure-tree.js';
import { WorkflowError } from '../workflow-error.js';

/**
 * Descriptors of a structure from JSON, {"mo_mean": 1.93, "mom_angle_mean": null}: a record of a set may be given whole,
 * then those of its `descriptors` that the tree knows count.
 *
 * @throws FormatError malformed-file; WorkflowError invalid-parameter
 */
export function readDescriptors(bytes: Uint8Array, { descriptors }: StructureTree): Descriptors {
  const json = parseFileJson(textOfBytes(bytes), 'The file of descriptors');
  const refuse = (why: string): never => {
    throw new WorkflowError('invalid-parameter', why);
  };
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refuse('Descriptors are given as {"name": number or null, …}.');
  const isRecord = typeof json.descriptors === 'object' && json.descriptors !== null;
  const given = isRecord ? (json.descriptors as Record<string, unknown>) : json;
  const known = descriptors.map(({ name }) => name);
  const names = isRecord ? known.filter((name) => Object.hasOwn(given, name)) : Object.keys(given);
  return Object.fromEntries(
    names.map((name) => {
      const value = given[name];
      if (value !== null && typeof value !== 'number')
        return refuse(`"${name}" is neither a number nor null.`);
      return [name, value];
    }),
  );
}

/** The predicted spectrum as .msa: its mean; what is known of it stands in comments. */
export function predictedMsa({ energy }: StructureTree, prediction: SpectrumPrediction): Uint8Array {
  return writeMsa({
    title: `predicted: cluster ${prediction.cluster + 1}`,
    offset: energy.offsetEv,
    xPerChannel: energy.scaleEv,
    values: prediction.mean,
    headers: {
      YUNITS: 'mean 1',
      COMMENT: `${prediction.rule.text}; leaf ${(100 * prediction.purity).toFixed(0)} % pure; relative error to expect ${prediction.expectedError.toFixed(2)}`,
    },
  });
}

/** The predicted spectrum as CSV: mean, standard deviation between the cluster's sites, half width of the 90 % band. */
export function predictedCsv({ energy }: StructureTree, prediction: SpectrumPrediction): Uint8Array {
  const head = [
    `# ${prediction.rule.text}`,
    `# leaf purity ${prediction.purity}; relative error to expect ${prediction.expectedError}`,
    ...prediction.reasons.map((reason) => `# outside what is known: ${reason}`),
    'energy [eV],mean,std,half width 90 %,mixture',
  ];
  const rows = prediction.mean.map((mean, ch) =>
    [
      Number(energyAt(energy, ch).toFixed(9)),
      mean,
      prediction.std?.[ch] ?? null,
      prediction.halfWidth90?.[ch] ?? null,
      prediction.mixture[ch],
    ]
      .map(csvCell)
      .join(','),
  );
  return utf8Bytes(`${[...head, ...rows].join('\r\n')}\r\n`);
}
