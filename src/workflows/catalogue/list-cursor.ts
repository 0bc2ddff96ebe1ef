import { WorkflowError } from '../workflow-error.js';

/** Where a page of boundaries ended: the value sorted by (null: unknown) and the id. */
export interface ListPosition {
  readonly value: number | string | null;
  readonly id: string;
}

export const encodePosition = ({ value, id }: ListPosition): string =>
  `${id}.${encodeURIComponent(JSON.stringify(value))}`;

/** @throws WorkflowError invalid-parameter  not a cursor that `encodePosition` wrote */
export function decodePosition(cursor: string): ListPosition {
  const match = /^([0-9a-f-]{36})\.(.{1,2000})$/.exec(cursor);
  const value = match === null ? undefined : parsed(match[2]);
  if (match === null || value === undefined)
    throw new WorkflowError('invalid-parameter', 'The cursor is not one that a list gave out.');
  return { value, id: match[1] };
}

function parsed(text: string): number | string | null | undefined {
  try {
    const value: unknown = JSON.parse(decodeURIComponent(text));
    return value === null || typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined; // the caller says what is wrong
  }
}
