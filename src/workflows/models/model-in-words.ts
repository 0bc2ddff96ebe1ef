import type { ModelInputForm, ModelManifest, ModelOutput } from '../../science/descriptors/model-manifest.js';
import { edgeIdOf } from '../../science/descriptors/read-descriptors.js';

/** What a network reads and tells, and how it was made; lines of a name and its text. */
export function modelInWords(manifest: ModelManifest): string[] {
  const { members, technique, input, outputs } = manifest;
  return [
    `reads     ${technique} ${edgeIdOf(manifest)}, ${inputInWords(input)}`,
    ...outputs.map((output) => `tells     ${outputInWords(output)}`),
    `ensemble  ${members === 1 ? 'one network' : `${members} networks`}`,
    ...originInWords(manifest),
  ];
}

/** What a list shows of a network. */
export const modelLine = (manifest: ModelManifest): { edge: string; status: string; title: string } => ({
  edge: edgeIdOf(manifest),
  status: manifest.status,
  title: manifest.title,
});

function inputInWords({ grid, alignment, searchEv, background, normalisation }: ModelInputForm): string {
  const last = grid.startEv + (grid.nChannels - 1) * grid.stepEv;
  const range = `${grid.startEv} to ${Number(last.toPrecision(6))} eV in steps of ${grid.stepEv}`;
  const about = alignment === 'none' ? '' : ` about its ${alignment} (found within ±${searchEv} eV)`;
  return `${range}${about}; background ${background}, normalised by ${normalisation}`;
}

function outputInWords(output: ModelOutput): string {
  switch (output.kind) {
    case 'scalar':
      return `${output.label}${output.unit === '' ? '' : ` (${output.unit})`}, interval of ${percent(output.interval.level)}`;
    case 'classes':
      return `${output.label}: ${output.labels.join(', ')}`;
    case 'fractions':
      return `${output.label}: ${output.labels.join(', ')}${output.mean === null ? '' : `; ${output.mean.label}`}`;
    case 'curve':
      return `${output.label} over ${output.axis.label}, ${output.axis.n} points from ${output.axis.start} ${output.axis.unit}`;
  }
}

function originInWords({ training }: ModelManifest): string[] {
  const { datasets, device, command, software, durationS } = training;
  const took = durationS === null ? '' : `, ${Math.round(durationS)} s`;
  return [
    ...datasets.map(({ name, licence }) => `data      ${name} (${licence})`),
    `trained   ${device}${took}; ${software}`,
    ...(command === null ? [] : [`again     ${command}`]),
  ];
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
