import { WorkflowError } from '../workflow-error.js';

/** A name that can be one of a column; what it is goes into the text of questions to the database. @throws WorkflowError invalid-parameter */
export function columnName(name: string): string {
  if (!/^[a-z][A-Za-z0-9_]{0,62}$/.test(name))
    throw new WorkflowError('invalid-parameter', `"${name}" is no name of a column.`);
  return name;
}
