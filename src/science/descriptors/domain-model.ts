import { base64OfFloat32, float32OfBase64 } from '../units/base64.js';
import { DescriptorError } from './descriptor-error.js';
import { readGuard, writeGuard, type DomainGuard, type DomainGuardFile } from './domain-guard.js';

/**
 * `domain.json`: what training spectra are like. Numbers of matrices are base64 of little-endian float32.
 *
 * A row is its centre, plus scores along the basis, plus a residual. How far out it lies by these is the larger of two measures:
 * rms of the residual, and rms of the scores in units of their scales. Files of schema 1 hold nothing else; each measure is 1 at
 * the 99th percentile of held-out rows. In files of schema 2 a guard decides, and the units are wider: beyond them a row is
 * outside whatever the guard says.
 */
export interface DomainFile {
  readonly schema: 'kaimen.domain/1' | 'kaimen.domain/2';
  readonly nChannels: number;
  readonly nComponents: number;
  /** [nChannels] */
  readonly centre: string;
  /** [nComponents × nChannels], orthonormal rows. */
  readonly basis: string;
  /** Standard deviations of the scores, [nComponents]. */
  readonly scales: string;
  /** Of the residual's rms, and of the scaled scores'. */
  readonly residualUnit: number;
  readonly scoreUnit: number;
  /** A row whose larger measure is above this is outside. */
  readonly limit: number;
  /** Of schema 2: tells rows of other shapes, which the plane may hold too. */
  readonly guard?: DomainGuardFile;
}

/** A `DomainFile` ready for use. */
export interface DomainModel extends Omit<DomainFile, 'schema' | 'centre' | 'basis' | 'scales' | 'guard'> {
  readonly centre: Float32Array;
  readonly basis: Float32Array;
  readonly scales: Float32Array;
  readonly guard: DomainGuard | null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const isPositive = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

/** @throws DescriptorError invalid-domain  the field that is wrong in the message */
export function readDomain(json: unknown): DomainModel {
  const file = json as Partial<DomainFile> | null;
  const fail = (field: string): never => {
    throw new DescriptorError('invalid-domain', `domain.json: ${field} is missing or wrong.`, { field });
  };
  if (typeof file !== 'object' || file === null) return fail('schema');
  if (file.schema !== 'kaimen.domain/1' && file.schema !== 'kaimen.domain/2') return fail('schema');
  const { nChannels, nComponents } = file;
  if (!isCount(nChannels) || nChannels > 65_536) return fail('nChannels');
  if (!isCount(nComponents) || nComponents > nChannels) return fail('nComponents');
  for (const field of ['residualUnit', 'scoreUnit', 'limit'] as const)
    if (!isPositive(file[field])) fail(field);
  const numbers = (field: 'centre' | 'basis' | 'scales', length: number): Float32Array => {
    const text = file[field];
    const values = typeof text === 'string' ? float32OfBase64(text, length) : null;
    return values?.every(Number.isFinite) ? values : fail(field);
  };
  const guard =
    file.schema === 'kaimen.domain/1' ? null : (readGuard(file.guard, nChannels) ?? fail('guard'));
  const { residualUnit, scoreUnit, limit } = file as DomainFile;
  return {
    nChannels,
    nComponents,
    residualUnit,
    scoreUnit,
    limit,
    guard,
    centre: numbers('centre', nChannels),
    basis: numbers('basis', nComponents * nChannels),
    scales: numbers('scales', nComponents),
  };
}

/** As it is written; `readDomain` of it is the same again. */
export const writeDomain = ({ guard, ...domain }: DomainModel): DomainFile => ({
  schema: guard === null ? 'kaimen.domain/1' : 'kaimen.domain/2',
  ...domain,
  centre: base64OfFloat32(domain.centre),
  basis: base64OfFloat32(domain.basis),
  scales: base64OfFloat32(domain.scales),
  ...(guard === null ? {} : { guard: writeGuard(guard) }),
});
