import type { EnergyAxis } from '../../science/spectra/spectrum-image.js';
import { BOND_SOFTNESS_ANGSTROM, COPPER_BOND_VALENCE } from '../../science/units/copper-bond-valence.js';
import type { DataFolder } from '../data-folder.js';
import { interpolated, type DatasetOrigin, type LabelledSpectra } from './labelled-spectra.js';
import { readCsv, readFloats, readJsonLines, refuse } from './read-parts.js';
import { reducedFormula, siteNeighbours, type Neighbour, type PeriodicSites } from './site-neighbours.js';

export const CU_K_ORIGIN: DatasetOrigin = {
  name: 'cu-k-feff: FEFF 9.9.1 Cu K-edge XANES of oxides (AI-multimodal/OmniXAS)',
  licence: 'BSD-3-Clause',
  attribution: 'AI-multimodal/OmniXAS; structures of the Materials Project, by its ids',
};

/** Wider than any spectrum of the set, so that a shift of some eV stays on it. */
const AXIS: EnergyAxis = { offsetEv: 8960, scaleEv: 0.25, nChannels: 721 };

/** Atoms within this distance of copper are its neighbours, Å. */
const COORDINATION_CUTOFF = 2.5;
export const CU_CN_LABELS = ['2', '3', '4', '5', '6'] as const;

/** Radial distribution: neighbours smeared by a Gaussian of this σ (Å), over r², on this grid. */
export const CU_RDF = { start: 1, step: 0.05, n: 101, sigma: 0.1, cutoff: 6.3 } as const;

/** Beyond so many σ a neighbour adds less than 1e−5 of its height. */
const RDF_REACH_SIGMA = 5;

interface StructureLine extends PeriodicSites {
  readonly id: string;
}

const FILES = ['sites.csv', 'energy_eV.f32', 'mu.f32', 'structures.jsonl.gz'] as const;

/** Whether a folder is laid out as this set is. */
export const isCuKFolder = (paths: readonly string[]): boolean => FILES.every((f) => paths.includes(f));

/**
 * Reads spectra and structures, and makes of each site its coordination number, mean neighbour distance, bond-valence sum
 * and radial distribution function.
 *
 * Coordination counts every atom within 2.5 Å; sites with fewer than 2 or more than 6 (79 of 4,831) have no class.
 *
 * @throws TrainingError unreadable-dataset
 * Checked: datasets.spec.ts on made-up files; figures of the set's own INDEX (shares of classes, mean RDF).
 */
export async function readCuK(folder: DataFolder): Promise<LabelledSpectra> {
  const rows = await readCsv(folder, 'sites.csv');
  const energies = await readFloats(folder, 'energy_eV.f32');
  const mu = await readFloats(folder, 'mu.f32');
  const structures = new Map(
    (await readJsonLines<StructureLine>(folder, 'structures.jsonl.gz')).map((s) => [s.id, s]),
  );
  const n = rows.length;
  const width = energies.length / n;
  if (!Number.isInteger(width) || mu.length !== energies.length) {
    refuse('sites.csv', `${n} sites, ${energies.length} energies and ${mu.length} intensities`);
  }
  const counts = new Float32Array(n * AXIS.nChannels);
  const points: Float64Array[] = [];
  const sites = rows.map((row, i) => {
    const structure = structures.get(row.id) ?? refuse('structures.jsonl.gz', `no ${row.id}`);
    const e = energies.subarray(i * width, (i + 1) * width);
    counts.set(interpolated(e, mu.subarray(i * width, (i + 1) * width), AXIS), i * AXIS.nChannels);
    points.push(Float64Array.from(e, (ev) => (ev - AXIS.offsetEv) / AXIS.scaleEv));
    return describeSite(structure, Number(row.site_index));
  });
  const column = (of: (site: CuSite) => number) => ({ width: 1, values: Float32Array.from(sites, of) });
  return {
    axis: AXIS,
    n,
    counts,
    points,
    sticks: null,
    files: FILES,
    fileOf: null,
    notes: [],
    trainable: null,
    judged: null,
    references: null,
    names: rows.map((r) => `${r.id} site ${r.site_index}`),
    groups: {
      material: rows.map((r) => r.id),
      composition: rows.map((r) => reducedFormula(structures.get(r.id)!.species)),
    },
    splits: rows.map((r) => r.split ?? null),
    truth: {
      coordination: oneHot(sites.map((s) => s.coordination - 2)),
      distance: column((s) => s.meanDistance),
      bvs: column((s) => s.bondValenceSum),
      rdf: { width: CU_RDF.n, values: Float32Array.from(sites.flatMap((s) => [...s.rdf])) },
    },
    known: sites.map((s, i) => ({
      formula: reducedFormula(structures.get(rows[i].id)!.species),
      coordination: s.coordination,
      ...(Number.isNaN(s.meanDistance) ? {} : { distance: s.meanDistance }),
      bvs: s.bondValenceSum,
    })),
  };
}

/** 1 for the class of each spectrum, 0 for the others; NaN for all where it is none of them. */
function oneHot(classes: readonly number[]): { width: number; values: Float32Array } {
  const width = CU_CN_LABELS.length;
  const values = new Float32Array(classes.length * width);
  classes.forEach((c, i) => {
    if (c >= 0 && c < width) values[i * width + c] = 1;
    else values.fill(Number.NaN, i * width, (i + 1) * width);
  });
  return { width, values };
}

interface CuSite {
  readonly coordination: number;
  /** NaN without neighbours. */
  readonly meanDistance: number;
  readonly bondValenceSum: number;
  readonly rdf: Float64Array;
}

/** Structural descriptors of one site. */
export function describeSite(structure: PeriodicSites, site: number): CuSite {
  const around = siteNeighbours(structure, site, CU_RDF.cutoff);
  const near = around.filter((a) => a.distance < COORDINATION_CUTOFF);
  const valence = (a: Neighbour): number =>
    a.species in COPPER_BOND_VALENCE
      ? Math.exp((COPPER_BOND_VALENCE[a.species] - a.distance) / BOND_SOFTNESS_ANGSTROM)
      : 0;
  return {
    coordination: near.length,
    meanDistance: near.reduce((sum, a) => sum + a.distance, 0) / near.length,
    bondValenceSum: near.reduce((sum, a) => sum + valence(a), 0),
    rdf: radialDistribution(around),
  };
}

function radialDistribution(around: readonly Neighbour[]): Float64Array {
  const { start, step, n, sigma } = CU_RDF;
  const rdf = new Float64Array(n);
  for (const { distance } of around) {
    const middle = (distance - start) / step;
    const reach = (RDF_REACH_SIGMA * sigma) / step;
    for (let k = Math.max(0, Math.ceil(middle - reach)); k < Math.min(n, middle + reach); k++) {
      const r = start + k * step;
      rdf[k] += Math.exp(-((r - distance) ** 2) / (2 * sigma * sigma)) / (r * r);
    }
  }
  return rdf;
}
