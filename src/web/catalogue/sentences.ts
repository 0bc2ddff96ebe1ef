import { formatFixed, formatNumber } from '../plot/format.js';
import type { Boundary, BoundarySummary, ColumnInfo, Correlation, PairCorrelation, Source } from './types.js';
import { ENERGY } from './types.js';

export const count = (n: number, one: string, many = `${one}s`): string =>
  `${formatFixed(n, 0)} ${n === 1 ? one : many}`;

/** 'gb_energy_J_m2' as people say it. */
export function columnTitle(name: string, columns: readonly ColumnInfo[] = []): string {
  const unit = columns.find((column) => column.name === name)?.unit ?? '';
  const words = name.replace(/_(J_m2|angstrom[23]?|deg|eV|per_nm2|m2K_W|ohm_m2|m_per_s_GPa|m2_s)$/, '');
  const told = words
    .replace(/^measured_/, 'measured ')
    .replace(/^gb_/, 'boundary ')
    .replace(/_/g, ' ')
    .replace(/\bcna\b/, 'CNA')
    .replace(/\bcation o cation\b/, 'cation–O–cation')
    .replace(/^(mn|cu|o)\b/, (element) => element.charAt(0).toUpperCase() + element.slice(1));
  const title = told.charAt(0).toUpperCase() + told.slice(1);
  return unit === '' ? title : `${title} (${unit})`;
}

/** The question of the explorer: how many, and how low. */
export function explorerAnswer(total: number, lowest: BoundarySummary | null, isFiltered: boolean): string {
  if (total === 0) return isFiltered ? 'No boundary is like that.' : 'The catalogue is empty.';
  const energy = lowest?.numbers[ENERGY];
  const found = `${count(total, 'boundary', 'boundaries')}${isFiltered ? ' like that' : ''}`;
  if (lowest === null || energy === undefined) return `${found}; none has an energy.`;
  const by = lowest.energyMethod === null ? '' : `, ${lowest.energyMethod}`;
  return `${found}. Lowest: ${lowest.label}, ${formatNumber(energy, 3)} J/m²${by}.`;
}

/** Of the state that has the energy: that of another state would be read as its own. */
function volumeOf({ structures, numbers }: Boundary): number | undefined {
  const lowest = structures.find(({ rank }) => rank === 1);
  if (lowest === undefined) return structures.length === 0 ? numbers.excess_volume_angstrom : undefined;
  return lowest.excessVolumeAngstrom ?? lowest.descriptors.excess_volume_angstrom ?? undefined;
}

/** What is known of a boundary: how low, how much room, how many states, what evidence. */
export function boundaryAnswer(boundary: Boundary): string[] {
  const { label, numbers, energyMethod, structures, evidence } = boundary;
  const energy = numbers[ENERGY];
  const volume = volumeOf(boundary);
  const first =
    energy === undefined
      ? `${label}: no energy is known.`
      : `${label}: lowest energy ${formatNumber(energy, 3)} J/m²${energyMethod === null ? '' : ` (${energyMethod})`}${volume === undefined ? '' : `, excess volume ${formatNumber(volume, 2)} Å`}.`;
  const held = evidence.filter(({ state }) => state === 'assigned' || state === 'accepted');
  const waiting = evidence.filter(({ state }) => state === 'suggested').length;
  const scans = held.filter(({ kind }) => kind === 'scan-region').length;
  return [
    first,
    structures.length === 0
      ? 'None of its structures is known.'
      : `${count(structures.length, 'structure')} of it ${structures.length === 1 ? 'is' : 'are'} known.`,
    held.length === 0
      ? 'Nothing measured, computed or published is tied to it yet.'
      : `${count(held.length, 'piece')} of evidence, ${scans === 0 ? 'none' : scans} of ${held.length === 1 ? 'it' : 'them'} from measured scans.`,
    ...(waiting === 0
      ? []
      : [`${count(waiting, 'suggestion waits', 'suggestions wait')} for your decision.`]),
  ];
}

export function pText(p: number | null): string {
  if (p === null) return 'p not known';
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

function correlationText({ n, estimate, interval, p, reason }: Correlation): string {
  if (estimate === null) return `no estimate (${reason?.message ?? `n = ${n}`})`;
  const range =
    interval === null
      ? ''
      : ` (${Math.round(100 * interval.level)} % CI ${formatNumber(interval.low, 2)} to ${formatNumber(interval.high, 2)})`;
  return `${formatNumber(estimate, 2)}${range}, n = ${n}, ${pText(p)}`;
}

/** Remarks of the service are parts of sentences. */
export const sentence = (words: string): string =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;

/** Pooled never without within the groups; a contradiction between the two is said. */
export function pairSentences(pair: PairCorrelation, method: string, groupBy: readonly string[]): string[] {
  const name = method.charAt(0).toUpperCase() + method.slice(1);
  const by = groupBy.map((column) => column.replace(/_/g, ' ')).join(' and ');
  const { within, simpson } = pair;
  return [
    `${name} correlation over all: ${correlationText(pair.pooled)}.`,
    within === null
      ? 'Within groups: not told; the rows were not grouped, or are of one group.'
      : `Within groups (${within.nGroups} by ${by}): ${correlationText(within)}.`,
    ...(simpson?.message ? [sentence(simpson.message)] : []),
  ];
}

export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'search':
      return `search, candidate ${source.candidateIndex}`;
    case 'import':
      return `${source.fileName}, row ${source.row}${source.citation === null ? '' : `; ${source.citation}`}`;
    case 'user':
      return source.note === null ? 'by hand' : `by hand: ${source.note}`;
  }
}

export const indicesText = (indices: readonly number[], brackets: '[]' | '()'): string =>
  `${brackets[0]}${indices.map((i) => (Number.isInteger(i) ? i : i.toFixed(2))).join(' ')}${brackets[1]}`;

/** Units as names of conditions end, longer ones first. */
const UNITS = [
  ['_eV_angstrom', '\u202feV/Å'],
  ['_angstrom', '\u202fÅ'],
  ['_deg', '°'],
  ['_K', '\u202fK'],
  ['_GPa', '\u202fGPa'],
  ['_eV', '\u202feV'],
] as const;

export const conditionsText = (conditions: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(conditions)
    .map(([name, value]) => {
      const unit = UNITS.find(([ending]) => name.endsWith(ending));
      const words = unit === undefined ? name : name.slice(0, -unit[0].length);
      return `${words.replace(/_/g, ' ')} ${shortened(String(value))}${unit?.[1] ?? ''}`;
    })
    .join(', ');

/** Of a checksum the beginning is enough to recognise it. */
export const shortened = (text: string): string => text.replace(/\b([0-9a-f]{8})[0-9a-f]{32,}\b/g, '$1…');
