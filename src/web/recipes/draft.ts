import { faultsOf, type Fault } from './check-document.js';
import { isObject, keysOf, type JsonObject, type JsonSchema, withValueAt } from './json-document.js';

/** A document in the editor, as fields and as text at once. */
export interface Draft {
  /** The last one that could be read. */
  readonly document: JsonObject;
  readonly text: string;
  /** Why the text is no document; the fields wait until it is one again. */
  readonly textFault: string | null;
}

export const draftOf = (document: JsonObject): Draft => ({
  document,
  text: JSON.stringify(document, null, 2),
  textFault: null,
});

export const withField = (draft: Draft, pointer: string, value: unknown): Draft =>
  draftOf(withValueAt(draft.document, pointer, value));

/** What was typed stays as it was typed, white space included. */
export function withText(draft: Draft, text: string): Draft {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return { document, text, textFault: null };
    return { ...draft, text, textFault: 'A recipe is an object: { … }.' };
  } catch (error) {
    return { ...draft, text, textFault: (error as SyntaxError).message };
  }
}

export const faultsOfDraft = (draft: Draft, schema: JsonSchema): Fault[] =>
  draft.textFault === null ? faultsOf(draft.document, schema) : [];

const PREFIX = '#/recipe';

/** What the service says is wrong, by place in the recipe; what concerns other parts of the request stands on top. */
export function faultsOfProblem(
  errors: readonly { readonly detail: string; readonly pointer: string }[],
): Fault[] {
  return errors.map(({ detail, pointer }) => ({
    pointer: pointer.startsWith(PREFIX) ? decodeURIComponent(pointer.slice(PREFIX.length)) : '',
    message: detail,
  }));
}

/** Faults at a field or inside its value. */
export const faultsAt = (faults: readonly Fault[], pointer: string): Fault[] =>
  faults.filter((fault) => fault.pointer === pointer || fault.pointer.startsWith(`${pointer}/`));

/** Faults that no field shows. */
export const faultsElsewhere = (faults: readonly Fault[], pointers: readonly string[]): Fault[] =>
  faults.filter((fault) => !pointers.some((pointer) => faultsAt([fault], pointer).length > 0));

/** Place of a fault inside its field: 'O_K: ' or ''. */
export const placeInside = (fault: Fault, pointer: string): string => {
  const keys = keysOf(fault.pointer.slice(pointer.length));
  return keys.length === 0 ? '' : `${keys.join(' › ')}: `;
};
