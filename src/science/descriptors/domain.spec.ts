import { expect, it } from 'vitest';
import { createRng } from '../numerics/rng.js';
import { DescriptorError } from './descriptor-error.js';
import type { DomainGuard } from './domain-guard.js';
import { readDomain, writeDomain } from './domain-model.js';
import { DEFAULT_DOMAIN_OPTIONS, fitDomain } from './fit-domain.js';
import { judgeRow, measureRow } from './judge-row.js';
import { makeReferences, nearestReferences, readReferences, writeReferences } from './nearest-references.js';
import { familyRow, familyRows, N_CHANNELS } from './testing/domain-rows.js';

const grid = { startEv: -7, stepEv: 0.25, nChannels: N_CHANNELS };
const rng = createRng(11);
/** Doses as in training: noise from 0.002 to 0.05. */
const drawn = (n: number): Float32Array => {
  const parts = [0.002, 0.01, 0.05].map((noise) => familyRows(n / 3, noise, rng));
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.forEach((part, i) => rows.set(part, i * part.length));
  return rows;
};
const domain = fitDomain(drawn(600), {
  ...DEFAULT_DOMAIN_OPTIONS,
  nChannels: N_CHANNELS,
  heldOut: drawn(3000),
});
const judge = (row: ArrayLike<number>, noise = 0.02) =>
  judgeRow(domain, grid, { row, noise, featureEv: 640 });
const shareOutside = (rows: Float32Array): number => {
  const n = rows.length / N_CHANNELS;
  const outside = Array.from({ length: n }, (_, i) =>
    judge(rows.subarray(i * N_CHANNELS, (i + 1) * N_CHANNELS)),
  ).filter((verdict) => !verdict.inside);
  return outside.length / n;
};

it('spans what the family varies in, two dimensions, from rows without noise', () => {
  const rows = familyRows(400, 0, createRng(3));
  const clean = fitDomain(rows, { ...DEFAULT_DOMAIN_OPTIONS, nChannels: N_CHANNELS, heldOut: rows });
  expect(clean.nComponents).toBe(2);
  const { residual } = measureRow(clean, familyRow(0.2, 0.5));
  expect(residual).toBeLessThan(1e-5);
});

it('calls about two in a hundred new rows outside: one by each measure', () => {
  // 3000 rows: 0.02 ± 0.003, less where both find the same.
  const share = shareOutside(drawn(3000));
  expect(share).toBeLessThan(0.03);
  expect(share).toBeGreaterThan(0.003);
});

it('tells other shapes apart, and says where', () => {
  const other = familyRow(0.5, 0.4).map((v, k) => v + 0.6 * Math.exp(-0.5 * ((k - 80) / 3) ** 2));
  const verdict = judge(other);
  expect(verdict.inside).toBe(false);
  // Channel 80 lies at 640 − 7 + 20 = 653 eV.
  const [, lo, hi] = /between (\d+) and (\d+) eV/.exec(verdict.reason!)!;
  expect(Number(lo)).toBeLessThan(653);
  expect(Number(hi)).toBeGreaterThan(653);
  expect(verdict.score!).toBeGreaterThan(verdict.limit);
});

it('tells a mixture that no training row has apart', () => {
  const verdict = judge(familyRow(2.5, 0.4));
  expect(verdict).toMatchObject({ inside: false });
  expect(verdict.reason).toContain('as no training spectrum does');
});

it('more noise than training had is outside, and called too few counts where it is told', () => {
  const noisy = familyRows(200, 0.2, createRng(8));
  expect(shareOutside(noisy)).toBeGreaterThan(0.95);
  const row = noisy.subarray(0, N_CHANNELS);
  expect(judge(row, 0.2).reason).toContain(
    'too few counts: its noise is beyond that of the training spectra',
  );
  expect(judge(row, 0.001).reason).toContain('is unlike the training spectra');
});

/** One neuron that hears one channel: says `base` where it is silent. */
const listening = (channel: number, base: number): DomainGuard => ({
  widths: [N_CHANNELS, 1],
  members: [
    {
      weights: [Float32Array.from({ length: N_CHANNELS }, (_, k) => (k === channel ? 8 : 0))],
      biases: [Float32Array.of(base)],
    },
  ],
  limit: 0,
});

it('leaves it to a guard what is outside, up to where the plane ends', () => {
  const row = familyRow(0.5, 0.4);
  const judged = { row, noise: 0.001, featureEv: 640 };
  expect(judgeRow(domain, grid, judged).inside).toBe(true);
  const strict = judgeRow({ ...domain, guard: listening(0, 4 - 8 * row[0]) }, grid, judged);
  // Log-odds of 4 beyond the limit: e^(4/4).
  expect(strict.score).toBeCloseTo(Math.E, 4);
  expect(strict.reason).toContain('(score 2.7, at most 1.0 is known)');
  const lenient = { ...domain, guard: listening(0, -4 - 8 * row[0]) };
  expect(judgeRow(lenient, grid, judged).score).toBeCloseTo(1 / Math.E, 4);
  const far = row.map((v, k) => v + 6 * Math.exp(-0.5 * ((k - 80) / 3) ** 2));
  expect(judgeRow(lenient, grid, { ...judged, row: far }).inside).toBe(false);
});

it('is written as schema 2 with a guard, and read again', () => {
  const guarded = { ...domain, guard: listening(3, 1) };
  const file = JSON.parse(JSON.stringify(writeDomain(guarded))) as Record<string, unknown>;
  expect(file.schema).toBe('kaimen.domain/2');
  expect(readDomain(file)).toEqual(guarded);
  expect(() => readDomain({ ...file, guard: { limit: 1 } })).toThrow('domain.json: guard');
});

it('is the same domain when written and read, and refuses what is none', () => {
  const file = JSON.parse(JSON.stringify(writeDomain(domain))) as Record<string, unknown>;
  expect(readDomain(file)).toEqual(domain);
  for (const field of Object.keys(file)) {
    expect(() => readDomain({ ...file, [field]: 'x' })).toThrow(DescriptorError);
    expect(() => readDomain({ ...file, [field]: undefined })).toThrow(`domain.json: ${field}`);
  }
});

it('says when there is too little to learn a domain from', () => {
  const few = familyRows(2, 0, rng);
  const options = { ...DEFAULT_DOMAIN_OPTIONS, nChannels: N_CHANNELS, heldOut: few };
  expect(() => fitDomain(few, options)).toThrow(
    expect.objectContaining({ code: 'too-little-data' }) as Error,
  );
});

it('names the nearest references, their distance in units of neighbours, and survives writing', () => {
  const entries = [0, 0.25, 0.5, 0.75, 1].map((share) => ({
    name: `share ${share}`,
    known: { share },
    group: String(share),
    row: familyRow(share, 0.4),
  }));
  const references = makeReferences(domain, entries, true);
  const nearest = nearestReferences(references, measureRow(domain, familyRow(0.55, 0.4)).scores, 2);
  expect(nearest.map(({ name }) => name)).toEqual(['share 0.5', 'share 0.75']);
  // Neighbours are 0.25 apart: 0.05 and 0.2 of that.
  expect(nearest[0].distance).toBeCloseTo(0.2, 1);
  expect(nearest[1]).toMatchObject({ known: { share: 0.75 } });
  // Near copies of them, of the same groups, change no distance.
  const copies = entries.map((entry) => ({ ...entry, row: familyRow(entry.known.share + 0.01, 0.4) }));
  expect(makeReferences(domain, [...entries, ...copies], true).unitDistance).toBeCloseTo(
    references.unitDistance,
    1,
  );
  expect(() => makeReferences(domain, [entries[0], { ...copies[0], group: '0' }], true)).toThrow('2 groups');
  const file = JSON.parse(JSON.stringify(writeReferences(references))) as Record<string, unknown>;
  expect(readReferences(file, domain)).toEqual(references);
  for (const field of Object.keys(file)) {
    expect(() => readReferences({ ...file, [field]: { odd: true } }, domain)).toThrow(
      `references.json: ${field}`,
    );
  }
});
