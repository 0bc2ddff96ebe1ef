import type { DataSource } from 'typeorm';
import { COLUMN_KEYS, type ColumnKey } from '../../workflows/optimade/properties.js';
import {
  type ColumnValue,
  type OptimadeEntry,
  type OptimadePage,
  type OptimadeQuery,
  OptimadeStructures,
} from '../../workflows/ports/optimade.js';
import { conditionSql, orderSql, SqlValues } from './optimade-sql.js';

type Row = Readonly<Record<ColumnKey, ColumnValue>> & {
  readonly id: string;
  readonly species: readonly string[] | null;
  readonly structure_blob: string | null;
};

/** On the view `optimade_structure`; its columns bear the names of the properties. */
export class PostgresOptimadeStructures extends OptimadeStructures {
  constructor(private readonly db: DataSource) {
    super();
  }

  async query({ where, sort, offset, limit, visibleTo }: OptimadeQuery): Promise<OptimadePage> {
    const values = new SqlValues();
    const visible = visibleSql(visibleTo, values);
    const matching = where === null ? '' : ` AND ${conditionSql(where, values)}`;
    const count = (condition: string): string =>
      `(SELECT count(*) FROM optimade_structure WHERE ${condition})::float8`;
    // Without a filter all that may be seen matches: counted once.
    const matched = where === null ? '' : `, ${count(visible + matching)} AS returned`;
    const countValues = [...values.list];
    const range = `LIMIT ${values.add(limit, 'bigint')} OFFSET ${values.add(offset, 'bigint')}`;
    // Side by side, each on a connection of the pool.
    const [[{ available, returned = available }], rows] = await Promise.all([
      this.db.query<[{ available: number; returned?: number }]>(
        `SELECT ${count(visible)} AS available${matched}`,
        countValues,
      ),
      this.db.query<Row[]>(
        `SELECT ${COLUMN_KEYS.join(', ')}, species, structure_blob FROM optimade_structure
         WHERE ${visible}${matching} ORDER BY ${orderSql(sort)} ${range}`,
        values.list,
      ),
    ]);
    return { entries: rows.map(entryOf), nReturned: returned, nAvailable: available };
  }
}

function visibleSql(owner: string | null, values: SqlValues): string {
  return owner === null ? 'is_public' : `(is_public OR owner_id = ${values.add(owner, 'text')})`;
}

const entryOf = ({ species, structure_blob: structureBlob, ...columns }: Row): OptimadeEntry => ({
  columns,
  species,
  structureBlob,
});
