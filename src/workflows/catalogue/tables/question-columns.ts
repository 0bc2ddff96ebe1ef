import type { CatalogueRepository } from '../../ports/catalogue.js';
import { boundaryColumns } from './boundary-columns.js';
import { describe, type TableColumn } from './flat-table.js';
import { IDENTITY_NUMBERS, numberColumns } from './number-columns.js';

/** Texts of a boundary that rows can be grouped by; what `CatalogueRepository.columns` has as texts. */
export const GROUP_NAMES = [
  'material',
  'chemsys',
  'kind',
  'sigma',
  'energy_method',
  'axis_family',
  'plane_family',
] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

/** Columns that questions may name. */
export class QuestionColumns {
  constructor(private readonly catalogue: CatalogueRepository) {}

  /** Texts to group by, then numbers to filter, sort and correlate; `sigma` is both, and stands once as the number. */
  async all(ownerId: string): Promise<readonly TableColumn[]> {
    const texts = boundaryColumns([]).filter(
      ({ name, type }) => type === 'string' && (GROUP_NAMES as readonly string[]).includes(name),
    );
    return [...texts.map(describe), ...(await this.numbers(ownerId))];
  }

  async numbers(ownerId: string): Promise<readonly TableColumn[]> {
    const identity = boundaryColumns([]).filter(({ name }) => IDENTITY_NUMBERS.includes(name));
    return [...identity.map(describe), ...numberColumns(await this.catalogue.measuredNames(ownerId))];
  }
}
