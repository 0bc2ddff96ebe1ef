import { CorrelationError } from './correlation-error.js';

/** Which group each row is of: an index into `names`, or −1 where it is not known. */
export interface Groups {
  readonly labels: Int32Array;
  readonly names: readonly string[];
}

/** Groups by name, in the order in which they first appear; null = unknown. */
export function groupsOf(names: readonly (string | null)[]): Groups {
  const indices = new Map<string, number>();
  const labels = Int32Array.from(names, (name) => {
    if (name === null) return -1;
    const index = indices.get(name) ?? indices.size;
    indices.set(name, index);
    return index;
  });
  return { labels, names: [...indices.keys()] };
}

/** @throws CorrelationError invalid-columns  labels that do not fit the rows or the names */
export function checkGroups({ labels, names }: Groups, nRows: number): void {
  if (labels.length !== nRows)
    throw new CorrelationError('invalid-columns', `${labels.length} group labels for ${nRows} rows`);
  const wrong = labels.find((label) => label < -1 || label >= names.length);
  if (wrong !== undefined)
    throw new CorrelationError('invalid-columns', `a row is of group ${wrong}; there are ${names.length}`);
}

/** Rows of each group, ascending. */
export function rowsByGroup(labels: Int32Array, nGroups: number): Int32Array[] {
  const counts = new Int32Array(nGroups);
  for (const label of labels) if (label >= 0) counts[label]++;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < labels.length; row++)
    if (labels[row] >= 0) rows[labels[row]][counts[labels[row]]++] = row;
  return rows;
}
