import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DomainVerdict } from '../../src/science/descriptors/descriptor-result.js';
import { readDomain } from '../../src/science/descriptors/domain-model.js';
import { judgeRow } from '../../src/science/descriptors/judge-row.js';
import { modelInput } from '../../src/science/descriptors/model-input.js';
import { validateManifest } from '../../src/science/descriptors/validate-manifest.js';
import { msaNumber, msaText, parseMsa } from '../../src/science/formats/msa/parse-msa.js';
import { parseXdi } from '../../src/science/formats/xdi/parse-xdi.js';
import type { EnergyAxis } from '../../src/science/spectra/spectrum-image.js';

const ROOT = join(import.meta.dirname, '../..');
const MODEL = join(ROOT, 'models/mn-l23-valence/1.0.0');
const EELS_DB = join(ROOT, '../shared/data/eels/vcangadi1/EELSAnalyser/eelsdb');
const XAS = join(ROOT, '../shared/data/spectra/xas-measured/data');
const isThere = [MODEL, EELS_DB, XAS].every((path) => existsSync(path));

interface Measured {
  readonly name: string;
  readonly axis: EnergyAxis;
  readonly counts: Float64Array;
}

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** Core-loss spectra of the EELS Data Base: Al, B, N, O, Si, and one of Mn. */
const ofEelsDb = (): Measured[] =>
  readdirSync(EELS_DB)
    .filter((name) => name.endsWith('.msa'))
    .map((name) => parseMsa(bytesOf(join(EELS_DB, name))))
    .map((file) => ({
      name: msaText(file, 'TITLE')!,
      axis: {
        offsetEv: msaNumber(file, 'OFFSET')!,
        scaleEv: msaNumber(file, 'XPERCHAN')!,
        nChannels: file.y.length,
      },
      counts: Float64Array.from(file.y),
    }))
    .filter(({ name }) => !/low-?loss/i.test(name));

/** X-ray absorption of iron and sulphur at their K edges, in transmission, on channels of 0.3 eV. */
const ofXas = (): Measured[] =>
  ['Fe', 'S'].flatMap((element) =>
    readdirSync(join(XAS, element)).flatMap((name) => {
      const { columns, values, nRows } = parseXdi(bytesOf(join(XAS, element, name)));
      const column = (pattern: RegExp): number => columns.findIndex((c) => pattern.test(c.name));
      const [i0, through] = [column(/^i0$/i), column(/^itrans$/i)];
      if (i0 < 0 || through < 0) return [];
      const at = (row: number, of: number): number => values[row * columns.length + of];
      const energies = Array.from({ length: nRows }, (_, row) => at(row, 0));
      const absorbed = energies.map((_, row) => Math.log(at(row, i0) / at(row, through)));
      const nChannels = Math.floor((energies[nRows - 1] - energies[0]) / 0.3);
      const axis = { offsetEv: energies[0], scaleEv: 0.3, nChannels };
      let k = 0;
      const counts = Float64Array.from({ length: nChannels }, (_, i) => {
        const energyEv = energies[0] + 0.3 * i;
        while (k < nRows - 2 && energies[k + 1] < energyEv) k++;
        const part = (energyEv - energies[k]) / (energies[k + 1] - energies[k]);
        return absorbed[k] + part * (absorbed[k + 1] - absorbed[k]) - absorbed[0];
      });
      return counts.every(Number.isFinite) ? [{ name, axis, counts }] : [];
    }),
  );

describe.skipIf(!isThere)(
  'what the Mn network says of measured spectra of other edges (skipped without ../shared/data or the model)',
  () => {
    const manifest = validateManifest(JSON.parse(readFileSync(join(MODEL, 'manifest.json'), 'utf8')));
    const domain = readDomain(JSON.parse(readFileSync(join(MODEL, 'domain.json'), 'utf8')));
    const { nominalEv } = manifest.edge;
    /** null: it has no row, and never reaches the network. */
    const judged = ({ counts, axis }: Measured): DomainVerdict | null => {
      const { rows, noise, reasons } = modelInput({ counts }, axis, manifest);
      return reasons[0] === null
        ? judgeRow(domain, manifest.input.grid, { row: rows, noise: noise[0], featureEv: nominalEv })
        : null;
    };
    /** Its highest point where Mn L3 lies: what its energies tell is taken away. */
    const moved = (one: Measured): Measured => {
      const top = one.counts.indexOf(one.counts.reduce((a, b) => Math.max(a, b), -Infinity));
      return { ...one, axis: { ...one.axis, offsetEv: nominalEv - top * one.axis.scaleEv } };
    };
    const isMn = ({ name }: Measured): boolean => name.includes('Mn_L3');

    it('at their own energies none reaches it but that of Mn, which it knows', () => {
      const all = [...ofEelsDb(), ...ofXas()];
      expect(all.length).toBeGreaterThan(40);
      for (const one of all) {
        if (isMn(one)) expect(judged(one)).toMatchObject({ inside: true });
        else expect(judged(one), one.name).toBeNull();
      }
    });

    it('moved to where Mn lies, nineteen of twenty are refused all the same', () => {
      const verdicts = [...ofEelsDb(), ...ofXas()]
        .filter((one) => !isMn(one))
        .map((one) => judged(moved(one)));
      const inside = verdicts.filter((verdict) => verdict?.inside);
      // One of some fifty passes (sulphur in CdS: two lines 11 eV apart, as those of Mn).
      expect(inside.length / verdicts.length).toBeLessThan(0.05);
      const told = verdicts.filter((verdict) => verdict !== null);
      expect(told.length).toBeGreaterThan(30);
    });
  },
);
