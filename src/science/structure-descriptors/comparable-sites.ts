import type { AtomicStructure } from '../crystal/structure.js';
import { BOND_SOFTNESS_ANGSTROM, COPPER_BOND_VALENCE } from '../units/copper-bond-valence.js';
import { OXIDE_BOND_VALENCE } from './bond-valence.js';
import { anionKinds } from './bonds.js';
import type { Neighbourhoods } from './neighbourhoods.js';
import { addGaussian, unitArea, type RadialGrid } from './radial.js';
import { classesOf, curveOf, scalarOf, type ComparableSites } from './site-summary.js';

/** Cations about oxygen: those within this many shortest distances. */
const OXYGEN_SHELL = 1.25;
const OXYGEN_LABELS = ['≤2', '3', '4', '≥5'] as const;
const OXYGEN_RDF: RadialGrid = { start: 1, step: 0.1, n: 51, sigma: 0.1 };
const OXYGEN_RDF_REACH = 6.5;

/** Atoms nearer than this to copper are its neighbours, Å. */
const COPPER_REACH = 2.5;
const COPPER_LABELS = ['2', '3', '4', '5', '6'] as const;
const COPPER_RDF: RadialGrid = { start: 1, step: 0.05, n: 101, sigma: 0.1 };
const COPPER_RDF_REACH = 6.3;

/** A structure and who is near whom. */
interface Surroundings {
  readonly structure: AtomicStructure;
  readonly neighbours: Neighbourhoods;
}

/** Slots of an atom's neighbours within a distance that pass a test, nearest first. */
function slotsOf(
  { neighbours: { first, distances, other }, structure: { kinds } }: Surroundings,
  atom: number,
  within: number,
  takes: (kind: number) => boolean,
): number[] {
  const slots: number[] = [];
  for (let slot = first[atom]; slot < first[atom + 1] && distances[slot] <= within; slot++) {
    if (takes(kinds[other[slot]])) slots.push(slot);
  }
  return slots;
}

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Mean angle of all pairs of bonds, degrees; NaN for fewer than two. */
function meanAngleDeg(
  { neighbours: { vectors, distances } }: Surroundings,
  slots: readonly number[],
): number {
  const angles: number[] = [];
  for (const a of slots) {
    for (const b of slots) {
      if (b >= a) break;
      let product = 0;
      for (let x = 0; x < 3; x++) product += vectors[3 * a + x] * vectors[3 * b + x];
      const cosine = Math.min(1, Math.max(-1, product / (distances[a] * distances[b])));
      angles.push((Math.acos(cosine) * 180) / Math.PI);
    }
  }
  return meanOf(angles);
}

/** As of the training set ok-elnes: every atom that is not oxygen is a cation. */
function oxygenSites(surroundings: Surroundings, atoms: readonly number[]): ComparableSites {
  const { structure, neighbours } = surroundings;
  const oxygen = structure.elements.indexOf('O');
  const sites = atoms.map((i) => {
    const around = slotsOf(surroundings, i, OXYGEN_RDF_REACH, (kind) => kind !== oxygen);
    const shortest = around.length === 0 ? Number.NaN : neighbours.distances[around[0]];
    const shell = around.filter((slot) => neighbours.distances[slot] <= OXYGEN_SHELL * shortest);
    const rdf = new Float64Array(OXYGEN_RDF.n);
    for (const slot of around) {
      addGaussian(rdf, OXYGEN_RDF, neighbours.distances[slot], unitArea(OXYGEN_RDF));
    }
    return {
      coordination: shell.length,
      mean: meanOf(shell.map((slot) => neighbours.distances[slot])),
      shortest,
      angle: meanAngleDeg(surroundings, shell),
      rdf,
    };
  });
  const classes = sites.map(({ coordination: cn }) => (cn === 0 ? -1 : Math.min(3, Math.max(0, cn - 2))));
  return {
    task: 'o-k-local-structure',
    element: 'O',
    nSites: sites.length,
    outputs: {
      coordination: classesOf(classes, OXYGEN_LABELS),
      'coordination-number': scalarOf(
        sites.map((s) => s.coordination),
        '',
      ),
      'mo-mean': scalarOf(
        sites.map((s) => s.mean),
        'Å',
      ),
      'mo-min': scalarOf(
        sites.map((s) => s.shortest),
        'Å',
      ),
      'mom-angle': scalarOf(
        sites.map((s) => s.angle),
        '°',
      ),
      rdf: curveOf(
        sites.map((s) => s.rdf),
        OXYGEN_RDF,
        'Å⁻¹',
      ),
    },
  };
}

/** As of the training set cu-k-feff: every atom nearer than 2.5 Å is a neighbour. */
function copperSites(surroundings: Surroundings, atoms: readonly number[]): ComparableSites {
  const { structure, neighbours } = surroundings;
  const sites = atoms.map((i) => {
    const all = slotsOf(surroundings, i, COPPER_RDF_REACH, () => true);
    const near = all.filter((slot) => neighbours.distances[slot] < COPPER_REACH);
    const valences = near.map((slot) => {
      const length = COPPER_BOND_VALENCE[structure.elements[structure.kinds[neighbours.other[slot]]]];
      return length === undefined
        ? 0
        : Math.exp((length - neighbours.distances[slot]) / BOND_SOFTNESS_ANGSTROM);
    });
    const rdf = new Float64Array(COPPER_RDF.n);
    for (const slot of all) addGaussian(rdf, COPPER_RDF, neighbours.distances[slot], 1);
    return {
      coordination: near.length,
      mean: meanOf(near.map((slot) => neighbours.distances[slot])),
      valence: valences.reduce((a, b) => a + b, 0),
      rdf: rdf.map((v, k) => v / (COPPER_RDF.start + k * COPPER_RDF.step) ** 2),
    };
  });
  return {
    task: 'cu-k-local-structure',
    element: 'Cu',
    nSites: sites.length,
    outputs: {
      coordination: classesOf(
        sites.map((s) => s.coordination - 2),
        COPPER_LABELS,
      ),
      'coordination-number': scalarOf(
        sites.map((s) => s.coordination),
        '',
      ),
      distance: scalarOf(
        sites.map((s) => s.mean),
        'Å',
      ),
      bvs: scalarOf(
        sites.map((s) => s.valence),
        '',
      ),
      rdf: curveOf(
        sites.map((s) => s.rdf),
        COPPER_RDF,
        'Å⁻²',
      ),
    },
  };
}

/** Å: O in the second shell of manganese begins beyond. */
const MANGANESE_REACH = 6;

/** Bond-valence sums, which are near the valence that the network tells, not the same thing. */
function manganeseSites(surroundings: Surroundings, atoms: readonly number[]): ComparableSites {
  const { structure, neighbours } = surroundings;
  const oxygen = structure.elements.indexOf('O');
  const sums = atoms.map((i) =>
    slotsOf(surroundings, i, MANGANESE_REACH, (kind) => kind === oxygen).reduce(
      (sum, slot) =>
        sum +
        Math.exp(
          (OXIDE_BOND_VALENCE.Mn.lengthAngstrom - neighbours.distances[slot]) / BOND_SOFTNESS_ANGSTROM,
        ),
      0,
    ),
  );
  return {
    task: 'mn-l23-valence',
    element: 'Mn',
    nSites: sums.length,
    outputs: { 'mean-valence': scalarOf(sums, '') },
  };
}

/**
 * Describes sites in the words of the networks that read spectra: the same definitions as the labels of their training sets, so
 * that a prediction and a stored structure can be laid side by side.
 *
 * - `o-k-local-structure`: cations (all atoms but oxygen) within 1.25 times the shortest distance: coordination, mean and shortest
 *   distance, mean M–O–M angle; radial distribution of cations, a Gaussian of σ 0.1 Å and area 1 each.
 * - `cu-k-local-structure`: atoms nearer than 2.5 Å: coordination (2 to 6 are classes), mean distance, bond-valence sum as Cu²⁺;
 *   radial distribution of all atoms, Gaussians of σ 0.1 Å and height 1, over r².
 * - `mn-l23-valence`: bond-valence sum as Mn³⁺ within 6 Å, where the network's labels are formal valences.
 * `coordination-number` is the number itself beside the classes; the networks do not tell it.
 *
 * @param takes  [nAtoms] 1 = described
 * @returns none for elements that take no part, and none of a structure that is not of anions and others: the sets are of compounds
 * Checked: oxygen against the labels of ok-elnes themselves, copper against the function that labels cu-k-feff
 *   (comparable-sites.spec.ts).
 */
export function comparableSites(
  structure: AtomicStructure,
  neighbours: Neighbourhoods,
  takes: Uint8Array,
): readonly ComparableSites[] {
  const surroundings = { structure, neighbours };
  if (anionKinds(structure.elements) === null) return [];
  const atomsOf = (element: string): number[] =>
    [...takes.keys()].filter((i) => takes[i] === 1 && structure.elements[structure.kinds[i]] === element);
  const describers: [string, typeof oxygenSites][] = [
    ['O', oxygenSites],
    ['Cu', copperSites],
    ...(structure.elements.includes('O') ? ([['Mn', manganeseSites]] as [string, typeof oxygenSites][]) : []),
  ];
  return describers
    .map(([element, describe]) => ({ atoms: atomsOf(element), describe }))
    .filter(({ atoms }) => atoms.length > 0)
    .map(({ atoms, describe }) => describe(surroundings, atoms));
}
