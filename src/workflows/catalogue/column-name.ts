import { WorkflowError } from '../workflow-error.js';
import { IDENTITY_NUMBERS, numberColumns } from './tables/number-columns.js';

/** A name that can be one of a column; what it is goes into the text of questions to the database. @throws WorkflowError invalid-parameter */
export function columnName(name: string): string {
  if (!/^[a-z][A-Za-z0-9_]{0,62}$/.test(name))
    throw new WorkflowError('invalid-parameter', `"${name}" is no name of a column.`);
  return name;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...IDENTITY_NUMBERS,
  ...numberColumns([]).map(({ name }) => name),
]);

/**
 * A number of a boundary's row, by name: of the registries, or read off a scan (of these any name will do: which there are is for
 * the records to tell).
 *
 * @throws WorkflowError invalid-parameter
 */
export function knownNumber(name: string): string {
  if (!KNOWN.has(name) && !name.startsWith('measured_'))
    throw new WorkflowError(
      'invalid-parameter',
      `There is no column of numbers "${name}"; /catalogue/columns lists them.`,
    );
  return columnName(name);
}
