import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalNetworks } from '../../src/engines/networks/local-networks.js';
import type { DescriptorReading, ScalarEstimate } from '../../src/science/descriptors/descriptor-result.js';
import type { InterpretationResult } from '../../src/science/interpretation/interpretation-result.js';
import { ModelFiles } from '../../src/storage/model-files/model-files.js';
import { interpretFile, type NamedBytes } from '../../src/workflows/interpret-file.js';
import { ServedModels } from '../../src/workflows/models/served-models.js';

const ROOT = join(import.meta.dirname, '../..');
const EELS = join(ROOT, '../shared/data/eels');
const LSMO = join(EELS, 'hyperspy/exspy-demos/EELS/datasets');
const NMC = join(EELS, 'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS/TM/TM+O EELS Spectrum Image.dm3');
const MODEL = join(ROOT, 'models/mn-l23-valence');
const isThere = [LSMO, NMC, MODEL].every((path) => existsSync(path));

const file = (path: string): NamedBytes => ({
  name: basename(path),
  bytes: new Uint8Array(readFileSync(path)),
  sha256: '',
});
const mean = (values: readonly (number | null)[]): number => {
  const known = values.filter((v) => v !== null);
  return known.reduce((a, b) => a + b, 0) / known.length;
};

describe.skipIf(!isThere)(
  'Mn valence of measured scans (skipped: ../shared/data/eels or the model is not there)',
  () => {
    let models: ServedModels;
    beforeAll(async () => {
      const files = await ModelFiles.open([join(ROOT, 'models')]);
      expect((await files.list()).refused).toEqual([]);
      models = new ServedModels(files, new LocalNetworks({ threads: 1 }));
    });
    afterAll(() => models.close());

    async function read(
      core: string,
      low: string | null,
    ): Promise<{ result: InterpretationResult; reading: DescriptorReading; valence: ScalarEstimate }> {
      const { result } = await interpretFile({
        file: file(core),
        lowLossFile: low === null ? null : file(low),
        scanIndex: null,
        recipe: {
          descriptors: { models: ['mn-l23-valence'] },
          decomposition: { rank: 2, nmfMaxIterations: 5 },
        },
        version: 'test',
        models,
      });
      const [reading] = result.descriptors!;
      const valence = reading.estimates.find(
        (one): one is ScalarEstimate => one.kind === 'scalar' && /mean/.test(one.id),
      )!;
      return { result, reading, valence };
    }

    it('LSMO: about 3.3 as the compound has it, and lower where the beam has damaged the line', async () => {
      const { result, reading, valence } = await read(
        join(LSMO, 'LSMO_linescan.hspy'),
        join(LSMO, 'LSMO_linescan_low_loss.hspy'),
      );
      // La0.7Sr0.3MnO3: 3.3 by its formula.
      const sound = mean([...valence.values.slice(0, 12), ...valence.values.slice(28)]);
      expect(sound).toBeGreaterThan(2.9);
      expect(sound).toBeLessThan(3.5);
      // The damaged stretch is where Mn L3 moves down and O K up, positions 16 to 21 (51 to 68 nm), whatever a network says.
      expect(mean(valence.values.slice(16, 22))).toBeLessThan(sound - 0.1);
      expect(reading.verdicts.filter(({ inside }) => inside).length).toBeGreaterThan(30);
      expect(result.answer.some((line) => /Mn valence .* falls to .* between/.test(line))).toBe(true);
      const [opinion] = reading.secondOpinions;
      expect(mean(opinion.values.slice(16, 22))).toBeLessThan(mean(opinion.values.slice(28)));
    }, 60_000);

    it('NMC: near 4 in the particle, lower at its edge, where there is Mn; 13 eV off and at another dispersion', async () => {
      const { reading, valence } = await read(NMC, null);
      const inner = [...valence.values.slice(8, 20), ...valence.values.slice(29, 41)];
      // Mn4+ of layered oxides; charged and discharged alike.
      expect(mean(inner)).toBeGreaterThan(3.6);
      expect(mean([...valence.values.slice(1, 4), ...valence.values.slice(23, 26)])).toBeLessThan(
        mean(inner),
      );
      // Beside the particle is no Mn.
      expect(reading.verdicts[0]).toMatchObject({ inside: false, score: null });
    }, 60_000);
  },
);
