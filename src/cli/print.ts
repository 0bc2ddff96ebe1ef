import type { CliIo } from './io.js';
import { textTable } from './text-table.js';

type Cell = string | number | null;

export interface Printing {
  readonly io: CliIo;
  readonly json: boolean;
}

/** Records of the service: as JSON, or a line each under the names of the columns. What is not known is a dash. */
export function printList<T>(
  items: readonly T[],
  columns: Readonly<Record<string, (item: T) => Cell>>,
  { io, json }: Printing,
): void {
  if (json) return io.out(JSON.stringify(items));
  const rows = items.map((item) => Object.values(columns).map((cell) => textOf(cell(item))));
  textTable([Object.keys(columns), ...rows]).forEach((line) => io.out(line));
}

/** One record: as JSON, or a line for each fact. */
export function printRecord(
  record: object,
  facts: Readonly<Record<string, Cell>>,
  { io, json }: Printing,
): void {
  if (json) return io.out(JSON.stringify(record));
  const rows = Object.entries(facts).map(([name, value]) => [name, textOf(value)]);
  textTable(rows).forEach((line) => io.out(line));
}

/** What was done: as JSON, or as a sentence. */
export function printDone(record: object, sentence: string, { io, json }: Printing): void {
  io.out(json ? JSON.stringify(record) : sentence);
}

const textOf = (cell: Cell): string => (cell === null || cell === '' ? '–' : String(cell));

/** To the minute, UTC. */
export const timeText = (time: string | null): string | null =>
  time === null ? null : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}Z`;
