import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { similar, type SimilarCommandOptions } from '../../src/cli/similar.js';

const EELS = fileURLToPath(new URL('../../../shared/data/eels/', import.meta.url));
const at = (path: string): string => `${EELS}${path}`;
const isThere = existsSync(at('vcangadi1/EELSAnalyser/eelsdb'));

interface Told {
  readonly matches: {
    title: string;
    id: string;
    firstVotes: number;
    shiftEv: number;
    scores: { cosine: number };
  }[];
  readonly nCompared: number;
  readonly skipped: unknown[];
}

async function ask(file: string, library: string, more: Partial<SimilarCommandOptions> = {}): Promise<Told> {
  const lines: string[] = [];
  const io = { out: (text: string) => lines.push(text), note: () => {} } as unknown as Parameters<
    typeof similar
  >[2];
  await similar(at(file), { library: at(library), maxShift: 10, limit: 5, json: true, ...more }, io);
  return JSON.parse(lines.join('\n')) as Told;
}

const EELSDB = 'vcangadi1/EELSAnalyser/eelsdb';
const MN = 'MichaelChatzidakis/Mn_Classifier_CNNs/converted-to-csv';
const MN_EDGES = 'xinhuolin/MnEdgeNet/test_Mn_spectra';

describe.skipIf(!isThere)('similar spectra among measured ones (skipped without ../shared/data/eels)', () => {
  it.each([
    [
      'the same X-ray spectrum of Al2O3',
      'nomad-coe/nomad-parser-eelsdb/tests/data/test_1/data.msa',
      /^Al2O3_Al_K/,
    ],
    ['another spectrum of alumina, Al L3', `${EELSDB}/Dspec.132290.1.msa`, /^Al2O3_\(alpha\)_Al_L3/],
    ['another spectrum of B2O3, B K', `${EELSDB}/Dspec.658019.1.msa`, /^B2O3_B_K/],
    [
      'LSMO, O K, of a line scan of LSMO',
      'hyperspy/exspy-demos/EELS/datasets/LSMO_linescan.hspy',
      /^\(La0_7,Sr0_3\)MnO3/,
    ],
  ])('finds %s first', async (_, file, expected) => {
    const { matches, skipped } = await ask(file, EELSDB);
    expect(skipped).toEqual([]);
    expect(matches[0].title).toMatch(expected);
    expect(matches[0].firstVotes).toBeGreaterThan(16);
  });

  // Other microscopes and groups: MnEdgeNet's test spectra among digitised literature.
  it.each([
    ['MnO', `${MN_EDGES}/Data2_MnO.csv`, 'Mn2'],
    ['LaMnO3', `${MN_EDGES}/Data2_LaMnO3.csv`, 'Mn3'],
    ['SrMnO3', `${MN_EDGES}/Data2_SrMnO3.csv`, 'Mn4'],
  ])('of %s all five nearest have its valence', async (_, file, valence) => {
    const { matches } = await ask(file, MN);
    matches.forEach((m) => expect(m.title).toContain(valence));
    expect(matches[0].scores.cosine).toBeGreaterThan(0.98);
  });

  it('finds the valence of each digitised Mn spectrum when it is left out', async () => {
    const files = [2, 3, 4].flatMap((v) => [0, 1, 2, 3, 4].map((i) => `digitized_Mn${v}_0${i}`));
    const nearest = await Promise.all(
      files.map(async (f) => (await ask(`${MN}/${f}.csv`, MN)).matches[0].title),
    );
    expect(nearest.map((title) => title.slice(0, 13))).toEqual(files.map((f) => f.slice(0, 13)));
  });
});
