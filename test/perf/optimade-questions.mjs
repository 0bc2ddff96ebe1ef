/** The part of `npm run bench:catalogue` about OPTIMADE: a structure for every boundary, and filters as clients send them. */

/** Of the width that rows have: numbers of the zone in JSON, one to three elements. */
const FILL = `
  INSERT INTO catalogue_structure (id, boundary_id, owner_id, is_public, blob, n_atoms, descriptors, source, energy, excess_volume, energy_method,
    rank, optimade_elements, optimade_ratios, optimade_sites, optimade_formulas, optimade_dimensions, optimade_species,
    optimade_blob, added_at, added_by)
  SELECT md5('s' || id)::uuid, id, owner_id, is_public, md5(id::text) || md5(key), sites,
    numbers::json, json_build_object('kind', 'search', 'searchId', md5(material), 'candidate', sites),
    (numbers -> 'gb_energy_J_m2')::float8, (numbers -> 'excess_volume_angstrom')::float8, 'EAM', 1 + sites % 9,
    elements, array_fill(1.0 / cardinality(elements), ARRAY[cardinality(elements)]), sites,
    ARRAY[material, material, material, (ARRAY['A', 'AB', 'ABC'])[cardinality(elements)]], '{1,0,1}', elements,
    md5(id::text) || md5(key), created_at, 'bench'
  FROM (SELECT *, 20 + abs(hashtext(key)) % 180 AS sites FROM catalogue_boundary) AS b`;

const QUESTIONS = [
  ['everything', ''],
  ['everything, lowest energies first', '', '_kaimen_gb_energy'],
  ['copper', 'elements HAS "Cu"'],
  ['copper, Σ5', 'elements HAS "Cu" AND _kaimen_sigma=5'],
  ['Σ5, lowest energies first', '_kaimen_sigma=5', '_kaimen_gb_energy'],
  [
    'energy in a range, lowest first',
    '_kaimen_gb_energy>=0.3 AND _kaimen_gb_energy<0.4',
    '_kaimen_gb_energy',
  ],
  ['binaries', 'nelements=2'],
  [
    'oxides that are not ternary, lowest energies first',
    'elements HAS "O" AND nelements<3',
    '_kaimen_gb_energy',
  ],
  ['only of Al and O', 'elements HAS ONLY "Al","O"'],
  ['chemical system', '_kaimen_chemsys="Al-O" AND _kaimen_sigma<30'],
  ['formula', 'chemical_formula_reduced="MgO" AND nsites<=60', 'nsites'],
  ['changed lately', 'last_modified>="2026-01-02T03:00:00Z"', '-last_modified'],
  ['by id', null],
];

export const fillStructures = (db, fillBare) => fillBare(db, 'catalogue_structure', FILL);

/** @param tools  `load` of the build, and `say`, `timed`, `plansOf` of the bench */
export async function askOptimade(db, { load, say, timed, plansOf }) {
  const { PostgresOptimadeStructures } = await load('src/storage/postgres/postgres-optimade.js');
  const { listParameters } = await load('src/workflows/optimade/request-parameters.js');
  const [{ id }] = await db.query('SELECT id FROM optimade_structure WHERE is_public LIMIT 1');
  const structures = new PostgresOptimadeStructures(db);
  say(`OPTIMADE: a page of 20 with how many there are`);
  for (const [name, filter, sort] of QUESTIONS) {
    const query = { filter: filter ?? `id="${id}"`, ...(sort && { sort }) };
    const { filter: checked, ...page } = listParameters(query, 'kaimen');
    const asked = { ...page, where: checked?.where ?? null };
    for (const [who, visibleTo] of [
      ['anybody', null],
      ['its owner', 'lab'],
    ]) {
      const ask = () => structures.query({ ...asked, visibleTo });
      const { nReturned } = await ask();
      const ms = await timed(3, ask);
      say(`  ${name} (${nReturned}), ${who}: ${ms.toFixed(1)} ms`);
      if (visibleTo === null) for (const line of await plansOf(db, ask)) console.log(line);
    }
  }
}
