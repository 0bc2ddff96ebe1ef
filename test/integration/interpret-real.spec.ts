import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interpretScan } from '../../src/science/interpretation/interpret-scan.js';
import type { ScanInput } from '../../src/science/interpretation/interpretation-input.js';
import type { InterpretationResult } from '../../src/science/interpretation/interpretation-result.js';
import { DEFAULT_RECIPE } from '../../src/science/interpretation/recipe.js';
import { readSpectrumFile } from '../../src/science/spectra/read-spectrum-file.js';

const EELS = join(import.meta.dirname, '../../../shared/data/eels');
const LSMO = join(EELS, 'hyperspy/exspy-demos/EELS/datasets');
const NMC = join(EELS, 'HailiJia/MultimodalEELS-XAS/Data/Exp_data/EELS');

async function read(path: string): Promise<ScanInput> {
  const { format, scans } = await readSpectrumFile(new Uint8Array(readFileSync(path)), basename(path));
  return {
    scan: scans[0].scan,
    name: basename(path),
    sha256: null,
    format,
    scanIndex: 0,
    warnings: scans[0].warnings,
  };
}

async function interpret(core: string, low: string): Promise<InterpretationResult> {
  const input = {
    coreLoss: await read(core),
    lowLoss: await read(low),
    recipe: DEFAULT_RECIPE,
    version: 'test',
  };
  return interpretScan(input).result;
}

const families = (result: InterpretationResult): string[] => [
  ...new Set(result.edges.map((edge) => `${edge.element}-${edge.shell[0]}`)),
];

const mean = (values: readonly (number | null)[]): number => {
  const known = values.filter((v) => v !== null);
  return known.reduce((a, b) => a + b, 0) / known.length;
};

const profileOf = (result: InterpretationResult, id: string) => result.profiles.find((p) => p.id === id)!;

describe.skipIf(!existsSync(LSMO))('LSMO line scan with its low loss (needs ../shared/data)', () => {
  it('has zero loss at 0, O-K and Mn-L where they are, and profiles with errors', async () => {
    const result = await interpret(
      join(LSMO, 'LSMO_linescan.hspy'),
      join(LSMO, 'LSMO_linescan_low_loss.hspy'),
    );
    // The file's zero loss is at +3 eV (its INDEX); the channel is 0.5 eV wide.
    expect(mean(result.zeroLoss!.centresEv)).toBeCloseTo(3.1, 0);
    expect(result.zeroLoss!.residualRmsEv).toBeLessThan(0.05);
    expect(families(result)).toEqual(['O-K', 'Mn-L']);
    // Mn L3 has its maximum at 634.5 eV in the file, near 642 eV in truth.
    expect(result.calibration.shiftEv).toBeGreaterThan(5);
    expect(result.calibration.shiftEv).toBeLessThan(10);
    expect(result.warnings.map((w) => w.code)).toContain('core-loss-axis-off');
    for (const id of ['O_K.net', 'Mn_L3.net', 'Mn_L3/O_K', 'Mn.white-line-ratio', 'thickness']) {
      const profile = profileOf(result, id);
      profile.std.forEach((std) => expect(std).toBeGreaterThan(0));
    }
    // L3/L2 of manganese oxides between Mn2+ (about 4) and Mn4+ (about 2).
    expect(mean(profileOf(result, 'Mn.white-line-ratio').values)).toBeGreaterThan(1.8);
    expect(mean(profileOf(result, 'Mn.white-line-ratio').values)).toBeLessThan(4);
    expect(result.changePoints.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!existsSync(NMC))('NMC map with its zero-loss map (needs ../shared/data)', () => {
  it('finds O-K, Mn-L, Co-L and Ni-L on an axis that is off in offset and dispersion', async () => {
    const result = await interpret(
      join(NMC, 'TM/TM+O EELS Spectrum Image.dm3'),
      join(NMC, 'ZLP/EELS Spectrum Image.dm3'),
    );
    // The file's zero loss has its maximum at −3.3 eV (its INDEX), its centre near −3.
    expect(mean(result.zeroLoss!.centresEv)).toBeCloseTo(-3, 0);
    expect(families(result)).toEqual(['O-K', 'Mn-L', 'Co-L', 'Ni-L']);
    for (const edge of result.edges.filter((e) => e.shell !== 'L2')) {
      expect(Math.abs(edge.onsetEv - edge.tableOnsetEv)).toBeLessThan(4);
    }
    const oxygen = profileOf(result, 'O_K.net');
    oxygen.values.forEach((value, i) => expect(oxygen.std[i] === null).toBe(value === null));
    expect(result.changePoints).toEqual([]); // a map has none
  });
});
