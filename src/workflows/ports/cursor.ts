import { WorkflowError } from '../workflow-error.js';

/** Lists are ordered by creation time, newest first, then by id; a cursor names the last item seen. */
export interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

export const encodeCursor = (last: Position): string => `${last.createdAt.getTime()}.${last.id}`;

/** @throws WorkflowError invalid-parameter  not a cursor that `encodeCursor` wrote */
export function decodeCursor(cursor: string): Position {
  const match = /^(\d{1,15})\.([0-9a-zA-Z-]{1,64})$/.exec(cursor);
  if (match === null)
    throw new WorkflowError('invalid-parameter', 'The cursor is not one that a list gave out.');
  return { createdAt: new Date(Number(match[1])), id: match[2] };
}
