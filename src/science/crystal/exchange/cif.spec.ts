import { describe, expect, it } from 'vitest';
import { nearestNeighbourDistance, volumePerAtom } from '../lattice.js';
import { prototypeCrystal } from '../prototypes.js';
import { siteFinder } from '../site-finder.js';
import type { Crystal } from '../structure.js';
import { pointOperations } from '../symmetry.js';
import { readCif, writeCif } from './cif.js';

const code = (text: string): unknown => {
  try {
    readCif(text);
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return 'read';
};

/** α-quartz: L. Levien, C. T. Prewitt, D. J. Weidner, Am. Mineral. 65, 920 (1980): P3₂21, Si–O 1.605(1) and 1.614(1) Å, 2.65 g/cm³. */
const QUARTZ = `# a comment
data_quartz
_chemical_name_common 'it's quartz'
_publ_section_title
;
 Text with data_ and loop_ in it,
 'quotes' and # signs
;
_cell_length_a 4.9160(1)
_cell_length_b 4.9160(1)
_cell_length_c 5.4054(1)
_cell_angle_alpha 90
_cell_angle_gamma 120.
_symmetry_space_group_name_H-M 'P 32 2 1'
loop_
_space_group_symop.id
_space_group_symop.operation_xyz
1 'x,y,z' 2 '-y,x-y,z+2/3' 3 '-x+y,-x,1/3+z'
4 'y,x,2/3-z' 5 'x-y, -y, -z' 6 -X,-X+Y,1/3-Z
loop_
_atom_site_label _atom_site_type_symbol
_atom_site_fract_x _atom_site_fract_y _atom_site_fract_z
_atom_site_occupancy
Si1 Si4+ 0.4697(1) 0 0 1
O1 O2- .4135(3) .2669(2) .1191(2) .
`;

describe('readCif', () => {
  it('applies the operations: quartz has three SiO2, known bonds, density and point group 32', () => {
    const quartz = readCif(QUARTZ);
    expect(quartz.name).toBe('quartz');
    expect(quartz.sites.map((s) => s.element).sort()).toEqual([
      'O',
      'O',
      'O',
      'O',
      'O',
      'O',
      'Si',
      'Si',
      'Si',
    ]);
    expect(nearestNeighbourDistance(quartz)).toBeCloseTo(1.605, 3);
    const gramPerCm3 = ((28.085 + 2 * 15.999) / 3 / volumePerAtom(quartz)) * 1.6605390666;
    expect(gramPerCm3).toBeCloseTo(2.65, 2);
    expect(pointOperations(quartz)).toHaveLength(6);
  });

  it.each(['0.333', '0.3333', '0.33333333'])(
    'takes %s for a third: one atom on the special position',
    (third) => {
      const two = (1 - Number(third)).toFixed(third.length - 2);
      const text = `data_Mg
_cell_length_a 3.209
_cell_length_b 3.209
_cell_length_c 5.211
_cell_angle_gamma 120
loop_
_symmetry_equiv_pos_as_xyz
x,y,z -y,x-y,z -x+y,-x,z -x,-y,z+1/2 y,-x+y,z+1/2 x-y,x,z+1/2
loop_
_atom_site_label
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Mg1 ${third} ${two} 0.25
`;
      const mg = readCif(text);
      expect(mg.sites).toHaveLength(2);
      expect(pointOperations(mg)).toHaveLength(24);
    },
  );

  it('refuses what it cannot know', () => {
    const cell = 'data_x\n_cell_length_a 3\n_cell_length_b 3\n_cell_length_c 3\n';
    const atoms = 'loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n';
    expect(code(`${cell}${atoms}Cu 0 0 0\n`)).toBe('read');
    expect(code(`${cell}_symmetry_space_group_name_H-M 'P 1'\n${atoms}Cu 0 0 0\n`)).toBe('read');
    expect(code(`${cell}_symmetry_space_group_name_H-M 'F m -3 m'\n${atoms}Cu 0 0 0\n`)).toBe(
      'unsupported-file',
    );
    expect(code(`${cell}_space_group_IT_number 225\n${atoms}Cu 0 0 0\n`)).toBe('unsupported-file');
    expect(code(`${cell}${atoms}Xx 0 0 0\n`)).toBe('unknown-element');
    expect(code(`${cell}${atoms}Cu 0 0 ?\n`)).toBe('malformed-file');
    expect(code(`${cell}${atoms}Cu 0 0\n`)).toBe('malformed-file');
    expect(code(`${cell}${atoms.replace('label', 'label\n_atom_site_occupancy')}Cu 0.5 0 0 0\n`)).toBe(
      'unsupported-file',
    );
    expect(code(cell)).toBe('unsupported-file');
    expect(code('')).toBe('unsupported-file');
    expect(code('data_x\n_tag "open\n')).toBe('malformed-file');
    expect(code('data_x\n_tag\n;never closed\n')).toBe('malformed-file');
    expect(code(`data_x\n_cell_length_a 3\n${atoms}Cu 0 0 0\n`)).toBe('malformed-file');
    expect(code(`${cell}_cell_angle_alpha 30\n_cell_angle_beta 150\n${atoms}Cu 0 0 0\n`)).toBe(
      'invalid-lattice',
    );
    expect(code(`${cell}loop_\n_symmetry_equiv_pos_as_xyz\n'x,y'\n${atoms}Cu 0 0 0\n`)).toBe(
      'malformed-file',
    );
    expect(code(`${cell}loop_\n_symmetry_equiv_pos_as_xyz\n'x,y,z;alert'\n${atoms}Cu 0 0 0\n`)).toBe(
      'malformed-file',
    );
  });

  it('tells the line', () => {
    expect(() =>
      readCif('data_x\n_cell_length_a one\n_cell_length_b 1\n_cell_length_c 1\nloop_ _atom_site_fract_x 0\n'),
    ).toThrow(/^line 2:/);
  });
});

describe('writeCif', () => {
  it.each<Crystal>([
    prototypeCrystal('perovskite', ['Sr', 'Ti', 'O'], [3.905]),
    prototypeCrystal('wurtzite', ['Zn', 'O'], [3.25, 5.207]),
    readCif(QUARTZ),
  ])('$name comes back', (crystal) => {
    const back = readCif(writeCif(crystal));
    expect(back.name).toBe(crystal.name);
    expect(volumePerAtom(back)).toBeCloseTo(volumePerAtom(crystal), 8);
    const find = siteFinder(back, 1e-9);
    crystal.sites.forEach((s, i) => expect(find(s.element, s.fractional, [0, 0, 0])).toBe(i));
  });
});
