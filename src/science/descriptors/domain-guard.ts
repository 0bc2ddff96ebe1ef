import { base64OfFloat32, float32OfBase64 } from '../units/base64.js';

/** Layers of one network: between one width and the next [out × in], one row after another, and [out]. */
export interface GuardMember {
  readonly weights: readonly Float32Array[];
  readonly biases: readonly Float32Array[];
}

/**
 * Small networks that tell rows of a model's own kind from rows of other shapes: layers of tanh, then one number, the logarithm
 * of the odds that a row is of another kind.
 */
export interface DomainGuard {
  /** Of the layers, from the row's channels to 1. */
  readonly widths: readonly number[];
  /** What they say is averaged. */
  readonly members: readonly GuardMember[];
  /** Log-odds above which a row is outside. */
  readonly limit: number;
}

/** As it stands in `domain.json`: base64 of little-endian float32. */
export interface DomainGuardFile extends Omit<DomainGuard, 'members'> {
  readonly members: readonly { readonly weights: readonly string[]; readonly biases: readonly string[] }[];
}

/**
 * Log-odds that a row is of another kind.
 *
 * @param row  [widths[0]]
 * Checked: against the sums written out for three neurons; bounded however large the row (domain-guard.spec.ts).
 */
export function guardLogOdds({ members }: Pick<DomainGuard, 'members'>, row: ArrayLike<number>): number {
  let sum = 0;
  for (const member of members) sum += memberLogOdds(member, row);
  return sum / members.length;
}

function memberLogOdds({ weights, biases }: GuardMember, row: ArrayLike<number>): number {
  let input = row;
  for (let l = 0; l < weights.length; l++) {
    const out = new Float64Array(biases[l].length);
    for (let j = 0; j < out.length; j++) {
      const sum = biases[l][j] + dot(weights[l], j * input.length, input);
      out[j] = l === weights.length - 1 ? sum : Math.tanh(sum);
    }
    input = out;
  }
  return input[0];
}

/** Four sums at a time: they do not wait for each other. */
function dot(weights: Float32Array, from: number, input: ArrayLike<number>): number {
  const n = input.length;
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < n; k += 4) {
    a += weights[from + k] * input[k];
    b += weights[from + k + 1] * input[k + 1];
    c += weights[from + k + 2] * input[k + 2];
    d += weights[from + k + 3] * input[k + 3];
  }
  for (; k < n; k++) a += weights[from + k] * input[k];
  return a + b + (c + d);
}

const MAX_WIDTH = 65_536;
const MAX_MEMBERS = 100;
const isWidth = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= MAX_WIDTH;

/** A guard for rows of `nChannels`; null where what is written is none. */
export function readGuard(json: unknown, nChannels: number): DomainGuard | null {
  const file = json as Partial<DomainGuardFile> | null;
  if (typeof file !== 'object' || file === null || !Number.isFinite(file.limit)) return null;
  const { widths, members } = file;
  if (!Array.isArray(widths) || widths.length < 2 || !widths.every(isWidth)) return null;
  if (widths[0] !== nChannels || widths.at(-1) !== 1) return null;
  if (!Array.isArray(members) || members.length === 0 || members.length > MAX_MEMBERS) return null;
  const read = members.map((member) => readMember(member, widths as number[]));
  if (!read.every((member) => member !== null)) return null;
  return { widths: widths as number[], members: read, limit: file.limit! };
}

function readMember(json: unknown, widths: readonly number[]): GuardMember | null {
  const member = json as { weights?: unknown; biases?: unknown } | null;
  if (typeof member !== 'object' || member === null) return null;
  const weights = readLayers(member.weights, widths, (l) => widths[l] * widths[l + 1]);
  const biases = readLayers(member.biases, widths, (l) => widths[l + 1]);
  return weights === null || biases === null ? null : { weights, biases };
}

function readLayers(
  texts: unknown,
  widths: readonly number[],
  sizeOf: (layer: number) => number,
): Float32Array[] | null {
  if (!Array.isArray(texts) || texts.length !== widths.length - 1) return null;
  const layers = texts.map((text, l) => (typeof text === 'string' ? float32OfBase64(text, sizeOf(l)) : null));
  const isRead = (values: Float32Array | null): values is Float32Array =>
    values?.every(Number.isFinite) === true;
  return layers.every(isRead) ? layers : null;
}

/** As it is written; `readGuard` of it is the same again. */
export const writeGuard = (guard: DomainGuard): DomainGuardFile => ({
  ...guard,
  members: guard.members.map(({ weights, biases }) => ({
    weights: weights.map(base64OfFloat32),
    biases: biases.map(base64OfFloat32),
  })),
});
