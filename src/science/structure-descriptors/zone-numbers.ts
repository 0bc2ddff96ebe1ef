import { STRUCTURE_CLASSES } from './common-neighbours.js';
import { anionKinds } from './bonds.js';
import type { DensityProfile } from './density-profile.js';
import type { Layout } from './layout.js';
import type { AtomNumbers, DescribedAtoms } from './atom-numbers.js';
import { STRUCTURE_DESCRIPTORS } from './registry.js';
import type { ComparableSites } from './site-summary.js';
import { determinant } from '../crystal/vectors.js';

const PER_NM2 = 100;

/** Sums and means over some atoms, unknown values (NaN) passed over or passed on. */
interface Over {
  /** null where no atom has a value. */
  mean(values: Float64Array): number | null;
  rms(values: Float64Array): number | null;
  min(values: Float64Array): number | null;
  max(values: Float64Array): number | null;
  /** null where one atom's is unknown. */
  sum(values: Float64Array): number | null;
  readonly count: number;
}

function over(takes: Uint8Array): Over {
  const known = (values: Float64Array): Float64Array =>
    values.filter((v, i) => takes[i] === 1 && !Number.isNaN(v));
  const fold = (
    values: Float64Array,
    by: (a: number, b: number) => number,
    start: number,
    end: (total: number, n: number) => number = (total) => total,
  ): number | null => {
    const some = known(values);
    return some.length === 0 ? null : end(some.reduce(by, start), some.length);
  };
  const count = takes.reduce((n, take) => n + take, 0);
  return {
    count,
    mean: (values) =>
      fold(
        values,
        (a, b) => a + b,
        0,
        (sum, n) => sum / n,
      ),
    rms: (values) =>
      fold(
        values,
        (a, b) => a + b * b,
        0,
        (sum, n) => Math.sqrt(sum / n),
      ),
    min: (values) => fold(values, (a, b) => Math.min(a, b), Infinity),
    max: (values) => fold(values, (a, b) => Math.max(a, b), -Infinity),
    sum: (values) => {
      const some = known(values);
      return some.length < count ? null : some.reduce((a, b) => a + b, 0);
    },
  };
}

const times = (value: number | null, factor: number): number | null =>
  value === null || !Number.isFinite(value) ? null : value * factor;
const less = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]);

function bondNumbers(atoms: DescribedAtoms, zone: Over, perNm2: number): Record<string, number | null> {
  const { perAtom, crystal } = atoms;
  const surplus = less(perAtom.coordination, crystal.coordination);
  return {
    coordination_mean: zone.mean(perAtom.coordination),
    coordination_min: zone.min(perAtom.coordination),
    coordination_missing_per_nm2: times(zone.sum(surplus.map((z) => Math.max(0, -z))), perNm2),
    coordination_surplus_per_nm2: times(zone.sum(surplus.map((z) => Math.max(0, z))), perNm2),
    voronoi_coordination_mean: zone.mean(perAtom.voronoiCoordination),
    voronoi_volume_mean_angstrom3: zone.mean(perAtom.voronoiVolumeAngstrom3),
    voronoi_volume_max_angstrom3: zone.max(perAtom.voronoiVolumeAngstrom3),
    bond_length_min_angstrom: zone.min(perAtom.bondLengthMinAngstrom),
    bond_length_mean_angstrom: zone.mean(perAtom.bondLengthMeanAngstrom),
    bond_strain_mean: zone.mean(perAtom.bondStrain),
    bond_strain_rms: zone.rms(perAtom.bondStrain),
    centro_symmetry_mean_angstrom2: zone.mean(perAtom.centroSymmetryAngstrom2),
    centro_symmetry_max_angstrom2: zone.max(perAtom.centroSymmetryAngstrom2),
  };
}

function classShares({ structureClass }: AtomNumbers, zone: Uint8Array): Record<string, number | null> {
  const inside = structureClass.filter((_, i) => zone[i] === 1);
  const share = (...names: readonly (typeof STRUCTURE_CLASSES)[number][]): number | null =>
    inside.length === 0
      ? null
      : inside.filter((code) => names.includes(STRUCTURE_CLASSES[code])).length / inside.length;
  return {
    cna_fcc_fraction: share('fcc'),
    cna_hcp_fraction: share('hcp'),
    cna_bcc_fraction: share('bcc'),
    cna_diamond_fraction: share('diamond', 'hexagonal-diamond'),
    cna_other_fraction: share('other'),
  };
}

/** Excesses: over all atoms nearer to a boundary than to a surface, whatever the zone's width. */
function excesses(
  atoms: DescribedAtoms,
  layout: Layout,
  profile: DensityProfile,
): Record<string, number | null> {
  const { structure, perAtom, crystal, inner, zone, bulkLike } = atoms;
  const area = layout.nBoundaries * layout.areaAngstrom2;
  const within = over(inner);
  const boxExcess = Math.abs(determinant(structure.cell)) - crystal.volumes.reduce((a, b) => a + b, 0);
  const disordered = crystal.volumes.map((v, i) => (bulkLike[i] === 1 ? 0 : v));
  // In the zone: heights of the profile count from the first boundary.
  const half = atoms.zoneHalfWidthAngstrom;
  const near = profile.total.filter(
    (_, k) => Math.abs(profile.startAngstrom + k * profile.stepAngstrom) <= half,
  );
  const crystalVolume = over(zone).mean(crystal.volumes);
  return {
    excess_volume_angstrom: times(
      within.sum(less(perAtom.voronoiVolumeAngstrom3, crystal.volumes)),
      1 / area,
    ),
    excess_volume_box_angstrom: layout.periodAngstrom === null ? null : times(boxExcess, 1 / area),
    density_min_ratio:
      near.length === 0 || crystalVolume === null
        ? null
        : times(
            near.reduce((a, b) => Math.min(a, b)),
            crystalVolume,
          ),
    disordered_thickness_angstrom: times(within.sum(disordered), 1 / area),
  };
}

function ionicNumbers({ structure, perAtom, crystal, zone }: DescribedAtoms): Record<string, number | null> {
  const isAnion = anionKinds(structure.elements);
  const part = (anions: boolean): Over =>
    over(zone.map((z, i) => (isAnion !== null && isAnion[structure.kinds[i]] === anions ? z : 0)));
  return {
    cation_coordination_mean: part(false).mean(perAtom.coordination),
    anion_coordination_mean: part(true).mean(perAtom.coordination),
    bond_valence_sum_cation_mean: part(false).mean(perAtom.bondValenceSum),
    bond_valence_deviation_rms: over(zone).rms(less(perAtom.bondValenceSum, crystal.bondValence)),
  };
}

function siteNumbers(sites: readonly ComparableSites[]): Record<string, number | null> {
  const mean = (task: string, name: string): number | null => {
    const output = sites.find((s) => s.task === task)?.outputs[name];
    return output?.kind === 'scalar' ? output.mean : null;
  };
  return {
    o_coordination_mean: mean('o-k-local-structure', 'coordination-number'),
    o_cation_distance_mean_angstrom: mean('o-k-local-structure', 'mo-mean'),
    o_cation_distance_min_angstrom: mean('o-k-local-structure', 'mo-min'),
    cation_o_cation_angle_mean_deg: mean('o-k-local-structure', 'mom-angle'),
    cu_coordination_mean: mean('cu-k-local-structure', 'coordination-number'),
    cu_neighbour_distance_mean_angstrom: mean('cu-k-local-structure', 'distance'),
    cu_bond_valence_sum_mean: mean('cu-k-local-structure', 'bvs'),
    mn_bond_valence_sum_mean: mean('mn-l23-valence', 'mean-valence'),
  };
}

/**
 * The numbers of STRUCTURE_DESCRIPTORS, in their order; null: unknown, or it does not apply.
 */
export function zoneNumbers(
  atoms: DescribedAtoms,
  layout: Layout,
  profile: DensityProfile,
  sites: readonly ComparableSites[],
): Readonly<Record<string, number | null>> {
  const zone = over(atoms.zone);
  const perNm2 = PER_NM2 / (layout.nBoundaries * layout.areaAngstrom2);
  const numbers: Record<string, number | null> = {
    zone_half_width_angstrom: atoms.zoneHalfWidthAngstrom,
    zone_atoms_per_nm2: zone.count * perNm2,
    ...bondNumbers(atoms, zone, perNm2),
    ...excesses(atoms, layout, profile),
    ...classShares(atoms.perAtom, atoms.zone),
    ...ionicNumbers(atoms),
    ...siteNumbers(sites),
  };
  return Object.fromEntries(STRUCTURE_DESCRIPTORS.map(({ name }) => [name, numbers[name]]));
}
