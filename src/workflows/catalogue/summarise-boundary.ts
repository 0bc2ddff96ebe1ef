import type { MacroscopicBoundary } from '../../science/catalogue/catalogue-records.js';
import { headline } from '../../science/catalogue/headline.js';
import type { StoredEvidence, StoredProperty, StoredStructure } from '../ports/catalogue.js';

export const ENERGY = 'gb_energy_J_m2';
const EXCESS_VOLUME = 'excess_volume_angstrom';

/** What a flat row says beside the boundary's identity. */
export interface BoundaryRowNumbers {
  readonly numbers: Readonly<Record<string, number>>;
  readonly energyMethod: string | null;
  /** Of current properties, each once, sorted. */
  readonly methods: readonly string[];
  readonly nStructures: number;
  readonly nProperties: number;
  readonly nEvidence: number;
}

/** A structure's own energy and volume, and its place among the structures of its boundary. */
export interface StateNumbers {
  readonly structureId: string;
  readonly energyJPerM2: number | null;
  readonly excessVolumeAngstrom: number | null;
  readonly method: string | null;
  /** From 1, lowest energy first; null without an energy. */
  readonly rank: number | null;
}

export const countsAsEvidence = ({ state }: StoredEvidence): boolean =>
  state === 'assigned' || state === 'accepted';

/** 'Cu', or 'Al2O3/Cu' of two phases. */
export const materialOf = ({ crystals: [a, b] }: MacroscopicBoundary): string =>
  a.formula === b.formula ? a.formula : [a.formula, b.formula].sort().join('/');

/** Elements of both sides, sorted. */
export const elementsOf = ({ crystals: [a, b] }: MacroscopicBoundary): string[] =>
  [...new Set([...a.elements, ...b.elements])].sort();

/**
 * The flat row of a boundary: headline values of its current properties (of one method, where one is asked for), descriptors
 * of the structure whose energy is shown (of the lowest one, where the energy shown is of the boundary as such; of the first, where
 * no structure has an energy), means of what was measured at it.
 */
export function summariseBoundary(
  boundary: MacroscopicBoundary,
  known: {
    readonly structures: readonly StoredStructure[];
    readonly properties: readonly StoredProperty[];
    readonly evidence: readonly StoredEvidence[];
  },
  method: string | null = null,
): BoundaryRowNumbers {
  const current = known.properties.filter(({ supersededBy }) => supersededBy === null);
  const asked = method === null ? current : current.filter((property) => property.method === method);
  const shown = headline(asked, ENERGY);
  const evidence = known.evidence.filter(countsAsEvidence);
  const energy = shown.get(ENERGY);
  const lowest = stateNumbers(known.structures, asked).find(({ rank }) => rank === 1)?.structureId;
  const shownId = energy?.structureId ?? lowest;
  const state = known.structures.find(({ id }) => id === shownId) ?? known.structures.at(0);
  const numbers: Record<string, number> = {};
  const add = (name: string, value: number | null): void => {
    if (value !== null && Number.isFinite(value)) numbers[name] = value;
  };
  add('sigma', boundary.sigma);
  add('misorientation_deg', boundary.misorientationDeg);
  add('disorientation_deg', boundary.disorientationDeg);
  for (const [name, value] of Object.entries(state?.descriptors ?? {})) add(name, value);
  for (const [name, { value }] of shown) add(name, value);
  for (const [name, value] of meansOf(evidence)) add(name, value);
  return {
    numbers,
    energyMethod: energy?.method ?? null,
    methods: [...new Set(current.map((property) => property.method))].sort(),
    nStructures: known.structures.length,
    nProperties: current.length,
    nEvidence: evidence.length,
  };
}

function meansOf(evidence: readonly StoredEvidence[]): Map<string, number> {
  const sums = new Map<string, { sum: number; n: number }>();
  for (const [name, value] of evidence.flatMap(({ measured }) => Object.entries(measured))) {
    const { sum, n } = sums.get(name) ?? { sum: 0, n: 0 };
    sums.set(name, { sum: sum + value, n: n + 1 });
  }
  return new Map([...sums].map(([name, { sum, n }]) => [name, sum / n]));
}

/** Each structure's own numbers, ranked among those of one boundary. */
export function stateNumbers(
  structures: readonly StoredStructure[],
  properties: readonly StoredProperty[],
): StateNumbers[] {
  const current = properties.filter(({ supersededBy }) => supersededBy === null);
  const bare = structures.map(({ id }) => {
    const own = headline(
      current.filter(({ structureId }) => structureId === id),
      ENERGY,
    );
    return {
      structureId: id,
      energyJPerM2: own.get(ENERGY)?.value ?? null,
      excessVolumeAngstrom: own.get(EXCESS_VOLUME)?.value ?? null,
      method: own.get(ENERGY)?.method ?? null,
    };
  });
  const order = bare
    .filter(({ energyJPerM2 }) => energyJPerM2 !== null)
    .sort((a, b) => a.energyJPerM2! - b.energyJPerM2!);
  return bare.map((one) => {
    const place = order.indexOf(one);
    return { ...one, rank: place < 0 ? null : place + 1 };
  });
}
