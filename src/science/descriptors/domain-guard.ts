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
  // One kind of array throughout: loops over either of two kinds take five times as long.
  const input = new Float64Array(row);
  let sum = 0;
  for (const member of members) sum += memberLogOdds(member, input);
  return sum / members.length;
}

function memberLogOdds({ weights, biases }: GuardMember, row: Float64Array): number {
  let input = row;
  const last = weights.length - 1;
  for (let l = 0; l < last; l++) {
    input = layer(weights[l], biases[l], input);
    for (let j = 0; j < input.length; j++) input[j] = Math.tanh(input[j]);
  }
  return layer(weights[last], biases[last], input)[0];
}

/** Four neurons at a time: their sums do not wait for each other, and each input is read once for all of them. */
function layer(weights: Float32Array, biases: Float32Array, input: Float64Array): Float64Array {
  const n = input.length;
  const width = biases.length;
  const out = new Float64Array(width);
  let j = 0;
  for (; j + 3 < width; j += 4) {
    const at = j * n;
    let a = biases[j];
    let b = biases[j + 1];
    let c = biases[j + 2];
    let d = biases[j + 3];
    for (let k = 0; k < n; k++) {
      const value = input[k];
      a += weights[at + k] * value;
      b += weights[at + n + k] * value;
      c += weights[at + 2 * n + k] * value;
      d += weights[at + 3 * n + k] * value;
    }
    out[j] = a;
    out[j + 1] = b;
    out[j + 2] = c;
    out[j + 3] = d;
  }
  for (; j < width; j++) {
    let sum = biases[j];
    for (let k = 0; k < n; k++) sum += weights[j * n + k] * input[k];
    out[j] = sum;
  }
  return out;
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
