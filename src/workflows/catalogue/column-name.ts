import { isProperty } from '../../science/catalogue/properties.js';
import { STRUCTURE_DESCRIPTORS } from '../../science/structure-descriptors/registry.js';
import { WorkflowError } from '../workflow-error.js';

/** A name that can be one of a column; what it is goes into the text of questions to the database. @throws WorkflowError invalid-parameter */
export function columnName(name: string): string {
  if (!/^[a-z][A-Za-z0-9_]{0,62}$/.test(name))
    throw new WorkflowError('invalid-parameter', `"${name}" is no name of a column.`);
  return name;
}

const OTHERS: readonly string[] = ['sigma', 'misorientation_deg', 'disorientation_deg'];

/**
 * A number of a boundary's row, by name: of the registries, or read off a scan (of these any name will do: which there are is for
 * the records to tell).
 *
 * @throws WorkflowError invalid-parameter
 */
export function knownNumber(name: string): string {
  const isKnown =
    isProperty(name) ||
    STRUCTURE_DESCRIPTORS.some((one) => one.name === name) ||
    OTHERS.includes(name) ||
    name.startsWith('measured_');
  if (!isKnown)
    throw new WorkflowError(
      'invalid-parameter',
      `There is no column of numbers "${name}"; /catalogue/columns lists them.`,
    );
  return columnName(name);
}
