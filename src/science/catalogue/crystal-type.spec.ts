import { describe, expect, it } from 'vitest';
import { crystalFromStructure, structureOf } from '../crystal/build.js';
import { readCif } from '../crystal/exchange/cif.js';
import { primitiveCrystal } from '../crystal/lattice.js';
import { prototypeCrystal, type PrototypeName } from '../crystal/prototypes.js';
import type { Crystal, Vec3 } from '../crystal/structure.js';
import { multiply, transpose } from '../crystal/vectors.js';
import { makeBoundary } from '../grain-boundaries/make-boundary.js';
import { rotationMatrix } from '../grain-boundaries/rotations.js';
import { catalogueCrystal } from './catalogue-crystal.js';
import { crystalType } from './crystal-type.js';
import { generalBoundary } from './general-boundary.js';
import { macroscopicBoundary } from './macroscopic-boundary.js';

/** Operations of the space groups: International Tables A. */
const P42_MNM = `x,y,z; -x,-y,z; -y+1/2,x+1/2,z+1/2; y+1/2,-x+1/2,z+1/2; -x+1/2,y+1/2,-z+1/2; x+1/2,-y+1/2,-z+1/2; y,x,-z; -y,-x,-z;
  -x,-y,-z; x,y,-z; y+1/2,-x+1/2,-z+1/2; -y+1/2,x+1/2,-z+1/2; x+1/2,-y+1/2,z+1/2; -x+1/2,y+1/2,z+1/2; -y,-x,z; y,x,z`;
/** I41/amd, origin at -4m2; those that make all sites of anatase. */
const I41_AMD =
  'x,y,z; x+1/2,y+1/2,z+1/2; x,y,-z; x+1/2,y+1/2,-z+1/2; x,y+1/2,z+1/4; x+1/2,y,z+3/4; x,y+1/2,-z+1/4; x+1/2,y,-z+3/4';
const PBCN = `x,y,z; -x+1/2,-y+1/2,z+1/2; -x,y,-z+1/2; x+1/2,-y+1/2,-z; -x,-y,-z; x+1/2,y+1/2,-z+1/2; x,-y,z+1/2; -x+1/2,y+1/2,z`;
const PNMA = `x,y,z; -x+1/2,-y,z+1/2; -x,y+1/2,-z; x+1/2,-y+1/2,-z+1/2; -x,-y,-z; x+1/2,y,-z+1/2; x,-y+1/2,z; -x+1/2,y+1/2,z+1/2`;
const P21_C = 'x,y,z; -x,y+1/2,-z+1/2; -x,-y,-z; x,-y+1/2,z+1/2';
const P32_21 = 'x,y,z; -y,x-y,z+2/3; -x+y,-x,z+1/3; y,x,-z; x-y,-y,-z+1/3; -x,-x+y,-z+2/3';
const P62_22 = `${P32_21.replaceAll('2/3', 'T').replaceAll('1/3', '2/3').replaceAll('T', '1/3')}`;
const R_3C = ['', '+2/3,+1/3,+1/3', '+1/3,+2/3,+2/3']
  .map((shift) => {
    const [p, q, r] = shift === '' ? ['', '', ''] : shift.split(',');
    return `x${p},y${q},z${r}; -y${p},x-y${q},z${r}; -x+y${p},-x${q},z${r}; y${p},x${q},-z+1/2${r}; x-y${p},-y${q},-z+1/2${r}; -x${p},-x+y${q},-z+1/2${r};
      -x${p},-y${q},-z${r}; y${p},-x+y${q},-z${r}; x-y${p},x${q},-z${r}; -y${p},-x${q},z+1/2${r}; -x+y${p},y${q},z+1/2${r}; x${p},x-y${q},z+1/2${r}`;
  })
  .join(';');

function crystalOf(name: string, cell: readonly number[], operations: string, sites: string): Crystal {
  const [a, b, c, alpha = 90, beta = 90, gamma = 90] = cell;
  return readCif(
    `data_${name}
_cell_length_a ${a}\n_cell_length_b ${b}\n_cell_length_c ${c}
_cell_angle_alpha ${alpha}\n_cell_angle_beta ${beta}\n_cell_angle_gamma ${gamma}
loop_\n_space_group_symop_operation_xyz
${operations
  .split(';')
  .map((text) => `'${text.trim()}'`)
  .join('\n')}
loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z
${sites.split(';').join('\n')}
`,
  );
}

const titania = {
  rutile: crystalOf('bulk', [4.594, 4.594, 2.959], P42_MNM, 'Ti 0 0 0;O 0.305 0.305 0'),
  // As a density functional relaxes it: 1 % longer.
  'rutile (GGA)': crystalOf('bulk', [4.649, 4.649, 2.972], P42_MNM, 'Ti 0 0 0;O 0.3051 0.3051 0'),
  anatase: crystalOf('bulk', [3.785, 3.785, 9.514], I41_AMD, 'Ti 0 0 0;O 0 0 0.2081'),
  columbite: crystalOf('bulk', [4.541, 5.493, 4.906], PBCN, 'Ti 0 0.171 0.25;O 0.272 0.381 0.414'),
  cotunnite: crystalOf('bulk', [5.163, 2.989, 5.966], PNMA, 'Ti 0.264 0.25 0.11;O 0.346 0.25 0.422;O 0.012 0.75 0.325'), // prettier-ignore
};

describe('crystalType', () => {
  it.each([
    ['rutile', titania.rutile, '4/mmm tP6 O4+Ti2'],
    ['anatase', titania.anatase, '4/mmm tI12 O4+Ti2'],
    ['TiO2 of α-PbO2', titania.columbite, 'mmm oP12 O8+Ti4'],
    ['TiO2 of cotunnite', titania.cotunnite, 'mmm oP12 O4+O4+Ti4'],
    ['α-quartz', crystalOf('q', [4.9137, 4.9137, 5.4047, 90, 90, 120], P32_21, 'Si 0.4697 0 0.66667;O 0.4135 0.2669 0.7858'), '-3m hP9 O6+Si3'], // prettier-ignore
    ['β-quartz', crystalOf('q', [4.9977, 4.9977, 5.4601, 90, 90, 120], P62_22, 'Si 0.5 0 0.33333;O 0.2072 0.4144 0.83333'), '6/mmm hP9 O6+Si3'], // prettier-ignore
    ['corundum', crystalOf('c', [4.759, 4.759, 12.993, 90, 90, 120], R_3C, 'Al 0 0 0.3522;O 0.3064 0 0.25'), '-3m hR30 Al4+O6'], // prettier-ignore
    ['baddeleyite', crystalOf('b', [5.151, 5.212, 5.317, 90, 99.23, 90], P21_C, 'Zr 0.2754 0.0395 0.2083;O 0.07 0.3317 0.3447;O 0.4496 0.7569 0.4792'), '2/m mP12 O4+O4+Zr4'], // prettier-ignore
  ])('of %s', (_, crystal, type) => {
    expect(crystalType(crystal)).toBe(type);
    expect(crystalType(primitiveCrystal(crystal))).toBe(type);
    const turn = transpose(rotationMatrix([1, 2, 3], 0.7));
    const doubled = crystalFromStructure(structureOf(crystal, [1, 2, 1]), 'doubled');
    expect(crystalType({ ...doubled, cell: multiply(doubled.cell, turn) })).toBe(type);
  });

  it.each([
    ['fcc', ['Cu'], [3.615], 'm-3m cF4 Cu1'],
    ['bcc', ['W'], [3.16], 'm-3m cI2 W1'],
    ['hcp', ['Mg'], [3.2, 5.2], '6/mmm hP2 Mg2'],
    ['diamond', ['Si'], [5.43], 'm-3m cF8 Si2'],
    ['zincblende', ['Zn', 'S'], [5.4], 'm-3m cF8 S1+Zn1'],
    ['wurtzite', ['Zn', 'O'], [3.25, 5.2], '6/mmm hP4 O2+Zn2'],
    ['fluorite', ['Ce', 'O'], [5.4], 'm-3m cF12 Ce1+O2'],
    ['perovskite', ['Sr', 'Ti', 'O'], [3.9], 'm-3m cP5 O3+Sr1+Ti1'],
  ] as const)('of %s is its Pearson symbol', (name: PrototypeName, elements, lattice, type) => {
    expect(crystalType(prototypeCrystal(name, elements, lattice))).toBe(type);
  });

  it('knows every centring of orthorhombic cells, and none', () => {
    const cell = [[4, 0, 0], [0, 5, 0], [0, 0, 6]] as const; // prettier-ignore
    const of = (...at: Vec3[]): string =>
      crystalType({ name: 'x', cell, sites: at.map((fractional) => ({ element: 'U', fractional })) });
    expect(of([0, 0, 0])).toBe('mmm oP1 U1');
    expect(of([0, 0, 0], [0.5, 0.5, 0])).toBe('mmm oC2 U1');
    expect(of([0, 0, 0], [0, 0.5, 0.5])).toBe('mmm oC2 U1');
    expect(of([0, 0, 0], [0.5, 0.5, 0.5])).toBe('mmm oI2 U1');
    expect(of([0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5])).toBe('mmm oF4 U1');
    expect(crystalType({ name: 'x', cell: [[4, 0, 0], [1.1, 5, 0], [0.7, 0.9, 6]], sites: [{ element: 'U', fractional: [0, 0, 0] }] })).toBe('-1 aP1 U1'); // prettier-ignore
  });
});

it('is other where a cell off by the tolerance has no group of operations', () => {
  const cell = [[4, 0, 0], [0, 4.009, 0], [0, 0, 4.018]] as const; // prettier-ignore
  const type = crystalType({ name: 'x', cell, sites: [{ element: 'Po', fractional: [0, 0, 0] }] });
  expect(type).toBe('other 1 Po1');
});

describe('boundaries of polymorphs', () => {
  const twisted = (crystal: Crystal): string =>
    generalBoundary({ crystals: [crystal, crystal], rotation: rotationMatrix([0, 0, 1], 0.4), planeA: [0, 0, 1] }).key; // prettier-ignore

  it('of one name and formula are different boundaries', () => {
    const keys = [titania.rutile, titania.anatase, titania.columbite, titania.cotunnite].map(twisted);
    expect(new Set(keys).size).toBe(4);
  });

  it('of one phase with the lattice parameters of two methods are one', () => {
    expect(twisted(titania['rutile (GGA)'])).toBe(twisted(titania.rutile));
    const copper = (a: number): string =>
      macroscopicBoundary(
        makeBoundary({ crystal: { ...prototypeCrystal('fcc', ['Cu'], [a]), name: 'bulk' }, axis: [0, 0, 1], sigma: 5, plane: [2, 1, 0] }), // prettier-ignore
      ).key;
    expect(copper(3.639)).toBe(copper(3.615));
    expect(catalogueCrystal(titania.rutile).key).toBe('bulk:TiO2 4/mmm tP6 O4+Ti2');
  });
});
