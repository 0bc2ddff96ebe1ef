import { readSiteTable, type SiteTable } from '../../science/spectra/from-site-folder.js';
import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { ScienceError } from '../../science/units/science-error.js';
import type { DataFolder } from '../data-folder.js';
import type { DatasetOrigin, LabelledSpectra } from './labelled-spectra.js';
import { TrainingError } from '../training-error.js';
import { readText } from './read-parts.js';

export const OK_ELNES_ORIGIN: DatasetOrigin = {
  name: 'ok-elnes: ab initio O K-edge spectra of oxides (GPAW, half core hole)',
  licence: 'CC0-1.0',
  attribution: 'computed for this project',
};

/** The set's energies count from the bottom of the conduction band; it is put here, where the O K edge lies, eV. */
export const OK_ZERO_EV = 530;
export const OK_CN_LABELS = ['≤2', '3', '4', '≥5'] as const;
/** Radial distribution of cations about oxygen: Å. */
export const OK_RDF = { start: 1, step: 0.1, n: 51 } as const;

interface SiteLine {
  readonly id: string;
  readonly prototype: string;
  readonly formula: string;
  readonly variant: string;
  readonly sticks: { readonly e: readonly number[]; readonly i: readonly number[] };
  readonly descriptors: {
    readonly cn: number;
    readonly mo_mean: number;
    readonly mo_min: number;
    readonly mom_angle_mean: number | null;
    readonly rdf_om: readonly number[];
  };
}

const FILES = ['sites.jsonl', 'spectra.f32', 'grid.json'] as const;

/** Whether a folder is laid out as this set is. */
export const isOkFolder = (paths: readonly string[]): boolean => FILES.every((f) => paths.includes(f));

const classOf = (cn: number): number => Math.min(3, Math.max(0, cn - 2));

/**
 * Reads computed O-K spectra with the transitions they are made of, and the descriptors of the absorbing atom (1.25 rule of
 * the set's README).
 *
 * @throws TrainingError unreadable-dataset
 */
export async function readOkElnes(folder: DataFolder): Promise<LabelledSpectra> {
  const { sites: lines, intensities: counts, energy } = await tableOf(folder);
  const sites = lines as unknown as readonly SiteLine[];
  const n = sites.length;
  const axis: EnergyAxis = { ...energy, offsetEv: OK_ZERO_EV + energy.offsetEv };
  const splits = await splitsOf(folder);
  const column = (of: (d: SiteLine['descriptors']) => number | null) => ({
    width: 1,
    values: Float32Array.from(sites, (s) => of(s.descriptors) ?? Number.NaN),
  });
  const coordination = new Float32Array(n * OK_CN_LABELS.length);
  sites.forEach((s, i) => (coordination[i * OK_CN_LABELS.length + classOf(s.descriptors.cn)] = 1));
  return {
    axis,
    n,
    counts,
    points: null,
    files: FILES,
    fileOf: null,
    notes: [],
    trainable: null,
    judged: null,
    references: null,
    names: sites.map((s) => s.id),
    groups: { formula: sites.map((s) => s.formula) },
    splits: sites.map((s) => splits.get(s.id) ?? null),
    sticks: sites.map((s) => ({
      energiesEv: Float64Array.from(s.sticks.e, (e) => e + OK_ZERO_EV),
      strengths: Float64Array.from(s.sticks.i),
    })),
    truth: {
      coordination: { width: OK_CN_LABELS.length, values: coordination },
      'mo-mean': column((d) => d.mo_mean),
      'mo-min': column((d) => d.mo_min),
      'mom-angle': column((d) => d.mom_angle_mean),
      rdf: { width: OK_RDF.n, values: Float32Array.from(sites.flatMap((s) => [...s.descriptors.rdf_om])) },
    },
    known: sites.map((s) => ({
      formula: s.formula,
      prototype: s.prototype,
      variant: s.variant,
      coordination: s.descriptors.cn,
      'mo-mean': s.descriptors.mo_mean,
      ...(s.descriptors.mom_angle_mean === null ? {} : { 'mom-angle': s.descriptors.mom_angle_mean }),
    })),
  };
}

async function tableOf(folder: DataFolder): Promise<SiteTable> {
  const [sites, spectra, grid] = await Promise.all(FILES.map((name) => folder.read(name)));
  try {
    return readSiteTable({ sites, spectra, grid });
  } catch (cause) {
    if (!(cause instanceof ScienceError)) throw cause;
    throw new TrainingError('unreadable-dataset', cause.message, { cause });
  }
}

/** By id; empty where the folder suggests none. */
async function splitsOf(folder: DataFolder): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!(await folder.list()).includes('split.json')) return found;
  const file = JSON.parse(await readText(folder, 'split.json')) as Record<
    string,
    { ids?: string[] } | string
  >;
  for (const [split, part] of Object.entries(file)) {
    if (typeof part === 'string') continue;
    for (const id of part.ids ?? []) found.set(id, split);
  }
  return found;
}
