/** One number that describes a boundary's zone. */
export interface StructureDescriptor {
  /** snake_case, with the unit at the end where it has one: a column's name. */
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  /** Id of the descriptor that a network reads from spectra ('<task>.<output>'); null: nothing is read that compares. */
  readonly comparableWith: string | null;
}

const of = (
  name: string,
  unit: string,
  definition: string,
  comparableWith: string | null = null,
): StructureDescriptor => ({ name, unit, definition, comparableWith });

const SURPLUS = 'over the area of the boundaries';

/** Every number of `describeStructure(…).zone`, in this order. Means are over the atoms of the zone. */
export const STRUCTURE_DESCRIPTORS = [
  of('zone_half_width_angstrom', 'Å', 'atoms as near as this to a boundary are its zone'),
  of('zone_atoms_per_nm2', 'nm⁻²', `atoms of the zone ${SURPLUS}`),
  of(
    'coordination_mean',
    '',
    'mean number of bonds of an atom (cut-off: first gap between shells of the crystal)',
  ),
  of('coordination_min', '', 'fewest bonds of one atom'),
  of(
    'coordination_missing_per_nm2',
    'nm⁻²',
    `bonds that atoms miss against their element in their crystal, ${SURPLUS}`,
  ),
  of(
    'coordination_surplus_per_nm2',
    'nm⁻²',
    `bonds that atoms have beyond their element in their crystal, ${SURPLUS}`,
  ),
  of(
    'voronoi_coordination_mean',
    '',
    'mean of Voronoi faces, each weighted by its solid angle over the largest',
  ),
  of('voronoi_volume_mean_angstrom3', 'Å³', 'mean volume of Voronoi cells'),
  of('voronoi_volume_max_angstrom3', 'Å³', 'volume of the largest Voronoi cell'),
  of('bond_length_min_angstrom', 'Å', 'shortest bond'),
  of('bond_length_mean_angstrom', 'Å', 'mean over atoms of their mean bond length'),
  of(
    'bond_strain_mean',
    '',
    'mean over atoms of (bond length over that of the same elements in the crystal) − 1',
  ),
  of('bond_strain_rms', '', 'root mean square over atoms of the same'),
  of(
    'excess_volume_angstrom',
    'Å',
    `Voronoi volumes less those of the elements in their crystals, of atoms nearer to a boundary than to a surface, ${SURPLUS}`,
  ),
  of(
    'excess_volume_box_angstrom',
    'Å',
    `volume of a box that repeats less that of its atoms in their crystals, ${SURPLUS}`,
  ),
  of(
    'density_min_ratio',
    '',
    'lowest number density in the zone of the first boundary (Gaussian of 1.25 Å) over the mean of the two crystals',
  ),
  of(
    'centro_symmetry_mean_angstrom2',
    'Å²',
    'mean centro-symmetry parameter (12 neighbours of fcc and hcp, 8 of bcc)',
  ),
  of('centro_symmetry_max_angstrom2', 'Å²', 'highest centro-symmetry parameter'),
  of(
    'cna_fcc_fraction',
    '',
    'share of atoms whose surroundings are fcc (adaptive common-neighbour analysis, own element)',
  ),
  of('cna_hcp_fraction', '', 'share of atoms whose surroundings are hcp'),
  of('cna_bcc_fraction', '', 'share of atoms whose surroundings are bcc'),
  of('cna_diamond_fraction', '', 'share of atoms whose surroundings are diamond, cubic or hexagonal'),
  of('cna_other_fraction', '', 'share of atoms whose surroundings are none of these'),
  of(
    'disordered_thickness_angstrom',
    'Å',
    `crystal volume of the atoms, nearer to a boundary than to a surface, that are unlike the crystals, ${SURPLUS}`,
  ),
  of('cation_coordination_mean', '', 'mean number of anions bonded to a cation'),
  of('anion_coordination_mean', '', 'mean number of cations bonded to an anion'),
  of('bond_valence_sum_cation_mean', '', 'mean bond-valence sum of cations (oxides)'),
  of(
    'bond_valence_deviation_rms',
    '',
    'root mean square of bond-valence sum − mean of the element in its crystal (oxides)',
  ),
  of(
    'o_coordination_mean',
    '',
    'cations within 1.25 times the shortest distance from oxygen; the network tells classes ≤2, 3, 4, ≥5',
    'o-k-local-structure.coordination',
  ),
  of(
    'o_cation_distance_mean_angstrom',
    'Å',
    'mean distance of those cations, mean over oxygen atoms',
    'o-k-local-structure.mo-mean',
  ),
  of(
    'o_cation_distance_min_angstrom',
    'Å',
    'distance of the nearest cation, mean over oxygen atoms',
    'o-k-local-structure.mo-min',
  ),
  of(
    'cation_o_cation_angle_mean_deg',
    '°',
    'mean angle between two of those cations at oxygen, mean over oxygen atoms',
    'o-k-local-structure.mom-angle',
  ),
  of(
    'cu_coordination_mean',
    '',
    'atoms nearer than 2.5 Å to copper (compounds); the network tells classes 2 to 6',
    'cu-k-local-structure.coordination',
  ),
  of(
    'cu_neighbour_distance_mean_angstrom',
    'Å',
    'mean distance of those atoms, mean over copper atoms',
    'cu-k-local-structure.distance',
  ),
  of(
    'cu_bond_valence_sum_mean',
    '',
    'bond-valence sum over those atoms as Cu²⁺, mean over copper atoms',
    'cu-k-local-structure.bvs',
  ),
  of(
    'mn_bond_valence_sum_mean',
    '',
    'bond-valence sum of Mn as Mn³⁺ over oxygen within 6 Å; the network tells formal valence: near, not the same',
    'mn-l23-valence.mean-valence',
  ),
] as const satisfies readonly StructureDescriptor[];
