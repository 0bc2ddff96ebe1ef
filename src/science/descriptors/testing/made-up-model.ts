import { createRng } from '../../numerics/rng.js';
import type { EnergyAxis } from '../../spectra/spectrum-image.js';
import { DEFAULT_DOMAIN_OPTIONS, fitDomain } from '../fit-domain.js';
import { lineRatio } from '../line-ratio-opinion.js';
import { modelInput } from '../model-input.js';
import type { ModelManifest } from '../model-manifest.js';
import { makeReferences } from '../nearest-references.js';
import type { ServedModel } from '../served-model.js';
import { exampleManifest } from './example-manifest.js';
import { drawn, whiteLines } from './made-up-edges.js';

const AXIS: EnergyAxis = { offsetEv: 600, scaleEv: 0.25, nChannels: 400 };
export const SEPARATION_EV = 11;

/** Valence of a made-up edge: falls with its ratio, 4 at 2 to 2 at 4. */
export const valenceOf = (ratio: number): number => 6 - ratio;

const MANIFEST: ModelManifest = {
  ...exampleManifest(),
  input: { ...exampleManifest().input, background: 'none', backgroundWindowEv: null, smoothingEv: 1 },
  outputs: exampleManifest().outputs.slice(0, 3),
};

/**
 * A network that is a formula in the clear: it knows the ratio of two lines, and gives shares of valences 3 and 4 (or 2 and 3), the ratio as
 * a distance, and the likelier of two coordinations; three members, 0.1 apart in valence.
 */
export function madeUpModel(): ServedModel {
  const { grid } = MANIFEST.input;
  const rng = createRng(4);
  const rows = (ratios: readonly number[], background: number | null) => {
    const counts = new Float64Array(ratios.length * AXIS.nChannels);
    ratios.forEach((ratio, i) => {
      const net = whiteLines(AXIS, 1000, { l3Ev: 642, ratio, splittingEv: SEPARATION_EV });
      counts.set(background === null ? net : drawn(net, background, rng), i * AXIS.nChannels);
    });
    return modelInput({ counts }, AXIS, MANIFEST);
  };
  const draw = (n: number): number[] => Array.from({ length: n }, () => 2 + 2 * rng.uniform());
  const train = rows(draw(200), 100).rows;
  const domain = fitDomain(train, {
    ...DEFAULT_DOMAIN_OPTIONS,
    nChannels: grid.nChannels,
    heldOut: rows(draw(100), 100).rows,
  });
  const known = [2, 2.5, 3, 3.5, 4];
  const referenceRows = rows(known, null).rows;
  const references = makeReferences(
    domain,
    known.map((ratio, i) => ({
      name: `ratio ${ratio}`,
      group: `ratio ${ratio}`,
      known: { valence: valenceOf(ratio) },
      row: referenceRows.subarray(i * grid.nChannels, (i + 1) * grid.nChannels),
    })),
    true,
  );
  return {
    id: `${MANIFEST.task}@${MANIFEST.version}`,
    manifest: MANIFEST,
    manifestSha256: '1'.repeat(64),
    domain,
    references,
    ask: (all, n) => Promise.resolve(answer(all, n)),
  };
}

function answer(rows: Float32Array, n: number): Record<string, Float32Array> {
  const { grid } = MANIFEST.input;
  const { nChannels } = grid;
  const tensors = {
    fractions: new Float32Array(3 * n * 3),
    distance: new Float32Array(3 * n * 2),
    coordination: new Float32Array(3 * n * 2),
  };
  for (let i = 0; i < n; i++) {
    const row = rows.subarray(i * nChannels, (i + 1) * nChannels);
    const ratio = lineRatio(row, 0, grid, SEPARATION_EV)?.ratio ?? 3;
    for (let m = 0; m < 3; m++) {
      const valence = Math.min(4, Math.max(2, valenceOf(ratio) + 0.1 * (m - 1)));
      const at = m * n + i;
      for (let k = 0; k < 3; k++) tensors.fractions[at * 3 + k] = Math.max(0, 1 - Math.abs(valence - 2 - k));
      tensors.distance.set([ratio, Math.log(0.1)], at * 2);
      const isSix = 1 / (1 + Math.exp(8 * (ratio - 3)));
      tensors.coordination.set([1 - isSix, isSix], at * 2);
    }
  }
  return tensors;
}
