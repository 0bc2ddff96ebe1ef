export type Cell = string | number | null;

/** Columns of numbers with a head; null is an empty cell. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A spreadsheet runs text that begins with = + - @ or a control character: such text gets an apostrophe before it. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** CSV whose first lines, behind '#', say what the numbers come from. */
export function tableToCsv(table: Table, comments: readonly string[]): string {
  const head = comments.map((c) => `# ${c.replace(/[\r\n]+/g, ' ')}`);
  const lines = [table.columns, ...table.rows].map((row) => row.map(csvCell).join(','));
  return [...head, ...lines, ''].join('\n');
}
