import type { Command } from 'commander';
import type { operations } from '../../api-client/schema.js';

/** Which boundaries, in the words of the service. */
export type CatalogueFilterQuery = Omit<
  NonNullable<operations['listCatalogueBoundaries']['parameters']['query']>,
  'sort' | 'limit' | 'cursor' | 'count'
>;

/** As commander gives them: the words of the command line. */
export interface FilterOptions extends Omit<CatalogueFilterQuery, 'rotation_axis' | 'gb_plane'> {
  readonly axis?: string;
  readonly plane?: string;
}

export const addFilterOptions = (command: Command): Command =>
  command
    .option('--sigma <list>', '5, or 5,9,13, or general')
    .option('--material <formula>', 'Cu')
    .option('--chemsys <elements>', 'exactly these: Al-O')
    .option('--elements <list>', 'at least these: Al,O')
    .option('--axis <uvw>', 'rotation axis, or an equivalent one: 0,0,1')
    .option('--plane <hkl>', 'on either side, or an equivalent one: 3,1,0')
    .option('--type <list>', 'symmetric-tilt, asymmetric-tilt, twist, mixed, …')
    .option('--method <text>', 'of a value that it has')
    .option('--text <text>', 'in label, material or method')
    .option('--min <list>', 'NAME:NUMBER, with commas between several: gb_energy_J_m2:0.2')
    .option('--max <list>', 'the same');

export const toFilterQuery = ({ axis, plane, ...rest }: FilterOptions): CatalogueFilterQuery => ({
  ...rest,
  rotation_axis: axis,
  gb_plane: plane,
});
