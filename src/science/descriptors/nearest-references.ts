import { base64OfFloat32, float32OfBase64 } from '../units/base64.js';
import { quantile } from '../numerics/statistics.js';
import { DescriptorError } from './descriptor-error.js';
import type { NearestReference } from './descriptor-result.js';
import type { DomainModel } from './domain-model.js';
import { measureRow } from './judge-row.js';

/** `references.json`: training spectra by name, with what is known of them; matrices are base64 of float32. */
export interface ReferencesFile {
  readonly schema: 'kaimen.references/1';
  readonly names: readonly string[];
  readonly known: readonly Readonly<Record<string, number | string>>[];
  readonly nComponents: number;
  /** Scores in units of the domain's scales, [n × nComponents]. */
  readonly scores: string;
  /** Distance 1: the median, over them, of how far the nearest one of another group is. */
  readonly unitDistance: number;
  /** The rows themselves, to be drawn, [n × nChannels]; null: not given out. */
  readonly nChannels: number;
  readonly rows: string | null;
}

/** A `ReferencesFile` ready for use. */
export interface ModelReferences extends Omit<ReferencesFile, 'scores' | 'rows'> {
  readonly scores: Float32Array;
  readonly rows: Float32Array | null;
}

export interface ReferenceEntry {
  readonly name: string;
  readonly known: Readonly<Record<string, number | string>>;
  /** What is not independent of it (one material, one file): a copy tells nothing of how far apart spectra lie. */
  readonly group: string;
  /** As `modelInput` makes it, [nChannels]. */
  readonly row: ArrayLike<number>;
}

/**
 * Training spectra as neighbours to be named.
 *
 * @throws DescriptorError too-little-data  fewer than 2 groups
 */
export function makeReferences(
  domain: DomainModel,
  entries: readonly ReferenceEntry[],
  keepRows: boolean,
): ModelReferences {
  if (new Set(entries.map(({ group }) => group)).size < 2)
    throw new DescriptorError('too-little-data', 'Neighbours need references of 2 groups.');
  const { nComponents, nChannels } = domain;
  const scores = new Float32Array(entries.length * nComponents);
  entries.forEach(({ row }, i) => scores.set(measureRow(domain, row).scores, i * nComponents));
  const toNext = entries.map(({ group }, i) =>
    Math.min(
      ...entries.map((other, j) =>
        other.group === group ? Infinity : distance(scores, [i, j], nComponents),
      ),
    ),
  );
  const rows = keepRows ? new Float32Array(entries.length * nChannels) : null;
  entries.forEach(({ row }, i) => rows?.set(Array.from(row), i * nChannels));
  return {
    schema: 'kaimen.references/1',
    names: entries.map(({ name }) => name),
    known: entries.map(({ known }) => known),
    nComponents,
    scores,
    // Twins (the same spectrum twice) must not make the unit 0.
    unitDistance: quantile(toNext, 0.5) || 1,
    nChannels,
    rows,
  };
}

const distance = (scores: Float32Array, [i, j]: readonly [number, number], n: number): number => {
  let sum = 0;
  for (let c = 0; c < n; c++) sum += (scores[i * n + c] - scores[j * n + c]) ** 2;
  return Math.sqrt(sum);
};

/** The `count` nearest to a row of these scores (`measureRow`), nearest first. */
export function nearestReferences(
  references: ModelReferences,
  scores: ArrayLike<number>,
  count: number,
): readonly NearestReference[] {
  const { nComponents, names, known, unitDistance } = references;
  const kept: { at: number; square: number }[] = [];
  for (let i = 0; i < names.length; i++) {
    const most = kept.length < count ? Infinity : kept[count - 1].square;
    let square = 0;
    // Beyond the last one kept nobody asks how far it is.
    for (let c = 0; c < nComponents && square < most; c++) {
      const apart = references.scores[i * nComponents + c] - scores[c];
      square += apart * apart;
    }
    if (square >= most) continue;
    let place = Math.min(kept.length, count - 1);
    for (; place > 0 && kept[place - 1].square > square; place--) kept[place] = kept[place - 1];
    kept[place] = { at: i, square };
  }
  return kept.map(({ at, square }) => ({
    name: names[at],
    distance: Math.sqrt(square) / unitDistance,
    known: known[at],
  }));
}

/** @throws DescriptorError invalid-references  the field that is wrong in the message */
export function readReferences(json: unknown, domain: DomainModel): ModelReferences {
  const file = json as Partial<ReferencesFile> | null;
  const fail = (field: string): never => {
    throw new DescriptorError('invalid-references', `references.json: ${field} is missing or wrong.`, {
      field,
    });
  };
  if (typeof file !== 'object' || file === null || file.schema !== 'kaimen.references/1')
    return fail('schema');
  const { names, known } = file;
  const areNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (!areNames) return fail('names');
  const isKnown = (facts: unknown): boolean =>
    typeof facts === 'object' &&
    facts !== null &&
    Object.values(facts).every((v) => typeof v === 'string' || Number.isFinite(v));
  if (!Array.isArray(known) || known.length !== names.length || !known.every(isKnown)) return fail('known');
  if (file.nComponents !== domain.nComponents) return fail('nComponents');
  if (file.nChannels !== domain.nChannels) return fail('nChannels');
  if (!(Number.isFinite(file.unitDistance) && file.unitDistance! > 0)) return fail('unitDistance');
  const numbers = (field: 'scores' | 'rows', width: number): Float32Array => {
    const text = file[field];
    const values = typeof text === 'string' ? float32OfBase64(text, names.length * width) : null;
    return values?.every(Number.isFinite) ? values : fail(field);
  };
  return {
    ...(file as ReferencesFile),
    scores: numbers('scores', domain.nComponents),
    rows: file.rows === null ? null : numbers('rows', domain.nChannels),
  };
}

/** As it is written; `readReferences` of it is the same again. */
export const writeReferences = (references: ModelReferences): ReferencesFile => ({
  ...references,
  scores: base64OfFloat32(references.scores),
  rows: references.rows === null ? null : base64OfFloat32(references.rows),
});
