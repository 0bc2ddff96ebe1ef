import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { interpretScan } from '../../src/science/interpretation/interpret-scan.js';
import type { InterpretationResult } from '../../src/science/interpretation/interpretation-result.js';
import { resolveRecipe } from '../../src/science/interpretation/resolve-recipe.js';
import { makeDemoScan } from '../../src/science/spectra/forward-model.js';
import type { SpectrumImage } from '../../src/science/spectra/spectrum-image.js';
import { componentsCsv } from '../../src/workflows/exports/components-csv.js';
import { profilesCsv } from '../../src/workflows/exports/profiles-csv.js';

const PYTHON = '/usr/bin/python3';
const READ = `
import json, sys, pandas
t = pandas.read_csv(sys.argv[1], comment="#")
print(json.dumps({"rows": len(t), "columns": list(t.columns), "numeric": bool(all(t.dtypes.map(pandas.api.types.is_numeric_dtype))),
  "sums": {c: (None if t[c].isna().all() else float(t[c].sum())) for c in t.columns}, "missing": {c: int(t[c].isna().sum()) for c in t.columns}}))
`;

interface Seen {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly numeric: boolean;
  readonly sums: Readonly<Record<string, number | null>>;
  readonly missing: Readonly<Record<string, number>>;
}

/** What pandas (Debian's python3-pandas) makes of our tables. Run by `npm run test:hyperspy`. */
describe('pandas reads the tables we write', () => {
  let folder: string;
  let result: InterpretationResult;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kaimen-pandas-'));
    const input = (scan: SpectrumImage) => ({
      ...{ scan, name: 'a, "b" # c.dm4', sha256: null, format: 'dm4', scanIndex: 0, warnings: [] },
    });
    const { coreLoss, lowLoss } = makeDemoScan(2, { nPixels: 16, interfacePixel: 7.7 });
    const scans = { coreLoss: input(coreLoss), lowLoss: input(lowLoss) };
    ({ result } = interpretScan({ ...scans, recipe: resolveRecipe({}), version: '1' }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const seen = (csv: string): Seen => {
    const path = join(folder, 'table.csv');
    writeFileSync(path, csv);
    return JSON.parse(execFileSync(PYTHON, ['-c', READ, path], { encoding: 'utf8' })) as Seen;
  };

  it('one row a position, every column a number, unknown values missing', () => {
    const table = seen(profilesCsv(result));
    expect([table.rows, table.numeric]).toEqual([16, true]);
    for (const { id, unit, values } of result.profiles) {
      const column = unit === '' ? id : `${id} [${unit}]`;
      expect(table.columns).toContain(column);
      expect(table.missing[column]).toBe(values.filter((v) => v === null).length);
      const sum = values.reduce<number>((total, v) => total + (v ?? 0), 0);
      expect(Math.abs(table.sums[column]! - sum)).toBeLessThanOrEqual(1e-9 * Math.abs(sum));
    }
  });

  it('one row a channel of the components', () => {
    const table = seen(componentsCsv(result));
    expect(table.numeric).toBe(true);
    expect(table.rows).toBeGreaterThanOrEqual(result.pca!.components[0].length);
  });
});
