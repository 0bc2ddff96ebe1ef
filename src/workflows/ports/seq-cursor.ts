import { WorkflowError } from '../workflow-error.js';

/** The number after which a page of a numbered list goes on. @throws WorkflowError invalid-parameter */
export function seqOf(cursor: string | null): number | null {
  if (cursor === null) return null;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new WorkflowError('invalid-parameter', 'The cursor is not one that a list gave out.');
}
