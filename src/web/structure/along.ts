import type {
  DescriptorEstimate,
  DescriptorReading,
  ScalarEstimate,
  SecondOpinion,
} from '../../science/descriptors/descriptor-result.js';
import { formatFixed } from '../plot/format.js';
import type { Span } from '../plot/hatch.js';
import type { ScanPath } from '../view/scan-path.js';

/** Consecutive positions of the path where the model abstains for one reason. */
export interface Abstention {
  readonly first: number;
  readonly last: number;
  readonly reason: string;
}

export const UNSAID = 'it does not say why';

/** What a model says of a pixel that it does not answer for; null where it answers. */
export const reasonAt = (reading: DescriptorReading, pixel: number): string | null => {
  const verdict = reading.verdicts[pixel];
  return verdict.inside ? null : (verdict.reason ?? UNSAID);
};

/** Why a model answers without knowing whether it knows such spectra; null where it does know, or does not answer. */
export const untoldAt = (reading: DescriptorReading, pixel: number): string | null => {
  const { inside, reason } = reading.verdicts[pixel];
  return inside ? reason : null;
};

export function abstentions(reading: DescriptorReading, path: ScanPath): Abstention[] {
  const found: Abstention[] = [];
  path.pixels.forEach((pixel, i) => {
    const reason = reasonAt(reading, pixel);
    if (reason === null) return;
    const open = found[found.length - 1];
    if (open !== undefined && open.last === i - 1 && open.reason === reason)
      found[found.length - 1] = { ...open, last: i };
    else found.push({ first: i, last: i, reason });
  });
  return found;
}

/** Half a step to either side of the positions. */
export function spanOf(path: ScanPath, first: number, last: number): Span {
  const { positions } = path;
  const half = positions.length > 1 ? (positions[1] - positions[0]) / 2 : 0.5;
  return [positions[first] - half, positions[last] + half];
}

/** Reasons by how many positions they hold for, the most frequent first; figures in them differ from pixel to pixel and do not count. */
export function reasonCounts(reading: DescriptorReading, pixels: readonly number[]): [string, number][] {
  const counts = new Map<string, { text: string; n: number }>();
  for (const pixel of pixels) {
    const reason = reasonAt(reading, pixel);
    if (reason === null) continue;
    const key = reason.replace(/[\d.,]+/g, '#');
    const known = counts.get(key);
    counts.set(key, { text: known?.text ?? reason, n: (known?.n ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.n - a.n).map(({ text, n }) => [text, n]);
}

/** Fractions of one whole: '<task>.<name>.<label>' side by side. */
export interface Shares {
  readonly kind: 'shares';
  readonly id: string;
  readonly parts: readonly ScalarEstimate[];
}

export type Drawn = DescriptorEstimate | Shares;

/** The whole that a scalar is a part of by its id, 'mn-l23-valence.fractions' of 'mn-l23-valence.fractions.Mn2+'; null: of none. */
const wholeOf = (estimate: DescriptorEstimate): string | null =>
  estimate.kind === 'scalar' ? (/^([^.]+\.[^.]+)\..+$/.exec(estimate.id)?.[1] ?? null) : null;

/** Single values first, then shares: what they mean before what they are made of. */
export function drawnOf(estimates: readonly DescriptorEstimate[]): Drawn[] {
  const wholes = new Map<string, ScalarEstimate[]>();
  for (const estimate of estimates) {
    const id = wholeOf(estimate);
    if (id !== null && estimate.kind === 'scalar') wholes.set(id, [...(wholes.get(id) ?? []), estimate]);
  }
  const isPart = (e: DescriptorEstimate): boolean => (wholes.get(wholeOf(e) ?? '')?.length ?? 0) > 1;
  const shares = [...wholes].filter(([, parts]) => parts.length > 1);
  return [
    ...estimates.filter((e) => e.kind === 'scalar' && !isPart(e)),
    ...shares.map(([id, parts]): Shares => ({ kind: 'shares', id, parts })),
    ...estimates.filter((e) => e.kind !== 'scalar'),
  ];
}

const RAISED: Readonly<Record<string, string>> = {
  '+': '⁺',
  '-': '⁻',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
};

/** 'Mn2+' → 'Mn²⁺'. */
export const ionForPeople = (text: string): string =>
  text.replace(/([2-5]?)([+-])(?=$|\s)/, (_, n: string, sign: string) => `${RAISED[n] ?? n}${RAISED[sign]}`);

/** What a part is called: its id's end. */
export const partName = (part: ScalarEstimate, whole: string): string =>
  ionForPeople(part.id.slice(whole.length + 1));

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Bounds at the precision that the standard deviation justifies: its second digit. */
export function boundsText(low: number, high: number, std: number | null): string {
  const size = std !== null && std > 0 ? std : Math.abs(high - low) / 4;
  const decimals = size > 0 ? Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(size)))) : 2;
  return `[${formatFixed(low, decimals)}, ${formatFixed(high, decimals)}]`;
}

export const opinionsOn = (reading: DescriptorReading, id: string): SecondOpinion[] =>
  reading.secondOpinions.filter((opinion) => opinion.descriptorId === id);

/** Index of the largest; null where there is none. */
export function mostProbable(
  probabilities: readonly (readonly (number | null)[])[],
  pixel: number,
): number | null {
  let best: number | null = null;
  probabilities.forEach((label, k) => {
    const p = label[pixel];
    if (p !== null && (best === null || p > (probabilities[best][pixel] ?? -1))) best = k;
  });
  return best;
}

export const positionColumn = (path: ScanPath): string =>
  `position${path.unit === '' ? '' : `_${path.unit}`}`;

/** File names from ids. */
export const fileName = (id: string): string => id.replace(/[^\w.-]+/g, '-');
