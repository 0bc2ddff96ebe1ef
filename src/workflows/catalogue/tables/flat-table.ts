/** 'integer' fits 32 bits; 'timestamp' is a time to the millisecond, UTC. */
export type ColumnType = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp';

/** null is unknown; no cell holds more than one value. */
export type Cell = string | number | boolean | Date | null;

/** What the data dictionary says of a column. */
export interface TableColumn {
  /** snake_case, with the unit at the end where it has one. */
  readonly name: string;
  /** '' where there is none. */
  readonly unit: string;
  readonly type: ColumnType;
  readonly description: string;
  /** Where its values come from. */
  readonly provenance: string;
}

/** A table whose rows come in blocks, in order of the id of what they belong to. */
export interface FlatTable {
  readonly columns: readonly TableColumn[];
  readonly blocks: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** A column, and how it is read off a record. */
export interface ColumnOf<Row> extends TableColumn {
  readonly of: (row: Row) => Cell;
}

/** Columns of one provenance: `[name, type, unit, description, of]` each. */
export const columnsFrom = <Row>(
  provenance: string,
  rows: readonly (readonly [string, ColumnType, string, string, (row: Row) => Cell])[],
): ColumnOf<Row>[] =>
  rows.map(([name, type, unit, description, of]) => ({ name, type, unit, description, provenance, of }));

/** Columns of a part of the record. */
export const within = <Row, Part>(columns: readonly ColumnOf<Part>[], part: (row: Row) => Part) =>
  columns.map((column): ColumnOf<Row> => ({ ...column, of: (row) => column.of(part(row)) }));

/** Rows of records; what is no finite number is unknown. */
export const cellsOf = <Row>(columns: readonly ColumnOf<Row>[], rows: readonly Row[]): Cell[][] =>
  rows.map((row) =>
    columns.map(({ of }) => {
      const cell = of(row);
      return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell;
    }),
  );

/** What the dictionary says, without how it is read. */
export const describe = ({ name, unit, type, description, provenance }: TableColumn): TableColumn => ({
  ...{ name, unit, type, description, provenance },
});
