/** What was read off a part of a scan. */
export interface RegionReading {
  /** Elements whose edges were found. */
  readonly elements: readonly string[];
  /** Elements that would have been seen: an edge of theirs lies in the energies scanned. */
  readonly observable: ReadonlySet<string>;
  readonly descriptors: readonly RegionDescriptor[];
}

/** What a network says of the region, mean over the pixels inside its domain. */
export interface RegionDescriptor {
  /** Column of the structures that it compares with. */
  readonly column: string;
  readonly label: string;
  readonly unit: string;
  readonly value: number;
  /** Of the network's answer, not divided by √pixels: what it errs by is common to neighbours. */
  readonly std: number;
}

/** A boundary that may have been measured. */
export interface PossibleBoundary {
  readonly id: string;
  readonly elements: readonly string[];
  /** By column: of its structure of lowest energy, and the spread over its structures; null: there is one. */
  readonly numbers: Readonly<Record<string, { readonly value: number; readonly std: number | null }>>;
}

export interface Comparison {
  readonly column: string;
  readonly label: string;
  readonly unit: string;
  readonly measured: number;
  readonly measuredStd: number;
  readonly stored: number;
  readonly storedStd: number;
  /** (measured − stored) over both doubts. */
  readonly deviation: number;
}

export interface Suggestion {
  readonly id: string;
  /** 0 … 1; ranks, is no probability. */
  readonly score: number;
  readonly elementScore: number;
  readonly comparisons: readonly Comparison[];
  /** For people. */
  readonly reasons: readonly string[];
}

/** A boundary's element that should have been seen and was not weighs as much as one shared; one more in the scan less, it may lie beside the boundary. */
const MISSING_WEIGHT = 1;
const EXTRA_WEIGHT = 0.25;
/** One that could not have been seen at these energies: nothing speaks for it either. */
const UNSEEN_WEIGHT = 0.5;
/** Of a structure's number, where the spread over states is not known: potentials and DFT differ by about this. */
const STORED_SHARE = 0.05;
/** What stands for the agreement of descriptors where there is none to compare: as if they were 1.8 of both doubts apart. */
const UNTOLD = 0.2;

/**
 * How well each boundary fits what was read off a region, best first.
 *
 * score = elements × structure. Elements: Tversky's index of those found and those of the boundary that could be seen. Structure:
 * exp(−½ mean of squared deviations), deviations in units of both doubts together; 0.2 where there is nothing to compare.
 *
 * Source: A. Tversky, Psychol. Rev. 84, 327 (1977), with weights of our choosing.
 * Valid for: ranking; scores of different scans do not compare.
 * Checked: by hand, and that a planted boundary is ranked first (suggest-boundaries.spec.ts).
 */
export function suggestBoundaries(
  reading: RegionReading,
  boundaries: readonly PossibleBoundary[],
): readonly Suggestion[] {
  return boundaries
    .map((boundary) => suggestionOf(reading, boundary))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

function suggestionOf(reading: RegionReading, boundary: PossibleBoundary): Suggestion {
  const found = new Set(reading.elements);
  const shared = boundary.elements.filter((element) => found.has(element));
  const missing = boundary.elements.filter((e) => !found.has(e) && reading.observable.has(e));
  const unseen = boundary.elements.filter((e) => !found.has(e) && !reading.observable.has(e));
  const extra = reading.elements.filter((element) => !boundary.elements.includes(element));
  const against =
    MISSING_WEIGHT * missing.length + UNSEEN_WEIGHT * unseen.length + EXTRA_WEIGHT * extra.length;
  const elementScore = shared.length === 0 ? 0 : shared.length / (shared.length + against);
  const comparisons = reading.descriptors.flatMap((one) => comparisonOf(one, boundary));
  const meanSquare = comparisons.reduce((sum, { deviation }) => sum + deviation ** 2, 0) / comparisons.length;
  const structure = comparisons.length === 0 ? UNTOLD : Math.exp(-meanSquare / 2);
  return {
    id: boundary.id,
    score: elementScore * structure,
    elementScore,
    comparisons,
    reasons: [
      ...elementReasons({ shared, missing, unseen, extra }),
      ...comparisons.map(comparisonReason),
      ...(comparisons.length === 0 ? ['no descriptor of the scan compares with its structures'] : []),
    ],
  };
}

function comparisonOf(measured: RegionDescriptor, { numbers }: PossibleBoundary): Comparison[] {
  if (!Object.hasOwn(numbers, measured.column)) return [];
  const { value: stored, std } = numbers[measured.column];
  const storedStd = Math.max(std ?? 0, STORED_SHARE * Math.abs(stored));
  const doubt = Math.hypot(measured.std, storedStd);
  if (!(doubt > 0)) return [];
  const { column, label, unit, value } = measured;
  return [
    {
      ...{ column, label, unit, measured: value, measuredStd: measured.std, stored, storedStd },
      deviation: (value - stored) / doubt,
    },
  ];
}

function elementReasons(
  of: Readonly<Record<'shared' | 'missing' | 'unseen' | 'extra', readonly string[]>>,
): string[] {
  const tell = (elements: readonly string[], text: string): string[] =>
    elements.length === 0 ? [] : [`${elements.join(', ')} ${text}`];
  return [
    ...tell(of.shared, 'found in the scan and in the boundary'),
    ...tell(of.missing, 'in the boundary, would have been seen, not found in the scan'),
    ...tell(of.unseen, 'in the boundary, could not have been seen at these energies'),
    ...tell(of.extra, 'found in the scan, not in the boundary'),
  ];
}

/** Both at the place of the doubt's second digit: 3.06 ± 0.18, 139 ± 31. */
function written(value: number, std: number): string {
  const decimals = Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(std))));
  return `${value.toFixed(decimals)} ± ${std.toFixed(decimals)}`;
}

function comparisonReason(one: Comparison): string {
  const { label, unit, measured, measuredStd, stored, storedStd, deviation } = one;
  const units = unit === '' ? '' : ` ${unit}`;
  return (
    `${label}: measured ${written(measured, measuredStd)}${units}, its structure ${written(stored, storedStd)}${units} ` +
    `(${Math.abs(deviation).toFixed(1)} of both doubts apart)`
  );
}
