import type { NamedColumn } from '../../../science/correlation/correlate-columns.js';
import { type Groups, groupsOf } from '../../../science/correlation/groups.js';
import { isProperty } from '../../../science/catalogue/properties.js';
import type { CatalogueFilter, CatalogueRepository } from '../../ports/catalogue.js';
import { WorkflowError } from '../../workflow-error.js';
import { type GroupName, QuestionColumns } from '../tables/question-columns.js';
import type { TableColumn } from '../tables/flat-table.js';

export interface Question {
  readonly filter: CatalogueFilter;
  readonly numbers: readonly string[];
  /** [] is 'none', which is to be said. */
  readonly groupBy: readonly GroupName[];
  /** What each row is called, for figures. */
  readonly isLabelled?: boolean;
}

/** What is to be known of an answer as a whole. */
export interface QuestionWarning {
  readonly code: 'several-methods' | 'several-materials' | 'no-rows';
  readonly message: string;
}

/** The rows that a question is about. */
export interface QuestionRows {
  readonly nRows: number;
  readonly ids: () => readonly string[];
  /** null: they were not asked for. */
  readonly labels: readonly string[] | null;
  /** In the order of the question, each once. */
  readonly columns: readonly NamedColumn[];
  readonly dictionary: readonly TableColumn[];
  /** null: not grouped. */
  readonly groups: Groups | null;
  readonly groupBy: readonly GroupName[];
  readonly warnings: readonly QuestionWarning[];
}

/** Most columns of one question. */
export const MAX_COLUMNS = 40;
const METHOD = 'energy_method';

/**
 * Reads the columns of a question and groups their rows. Values of properties depend on the method they were computed with, so
 * where rows of several methods meet, they are grouped by it too, and the answer says so; who asks for no groups is warned.
 *
 * @throws WorkflowError invalid-parameter  a name that is no column of numbers, too many of them
 */
export async function readQuestion(
  catalogue: CatalogueRepository,
  ownerId: string,
  { filter, numbers, groupBy, isLabelled = false }: Question,
): Promise<QuestionRows> {
  const names = [...new Set(numbers)];
  const dictionary = await definitionsOf(catalogue, ownerId, names);
  const texts = [...new Set<GroupName>([...groupBy, 'material', METHOD])];
  const asked = { numbers: names, texts: isLabelled ? [...texts, 'label'] : texts };
  const found = await catalogue.columns(ownerId, filter, asked);
  const { nRows } = found;
  const columns = names.map((name) => ({ name, values: found.numbers[name] }));
  const words = new Map(
    texts.map((name) => [name, found.texts[name].map((text) => wordOf(name, text, filter))]),
  );
  const isUsed = (row: number): boolean => columns.some(({ values }) => !Number.isNaN(values[row]));
  const several = (name: GroupName): number => new Set(words.get(name)!.filter((_, row) => isUsed(row))).size;
  const nMethods = names.some(isProperty) ? several(METHOD) : 1;
  const warnings = warningsOf({ nRows, nMethods, nMaterials: several('material'), groupBy });
  const isAdded = nMethods > 1 && groupBy.length > 0 && !groupBy.includes(METHOD);
  const by = isAdded ? [...groupBy, METHOD as GroupName] : groupBy;
  const labelOf = (row: number): string | null => {
    const parts = by.map((name) => words.get(name)![row]);
    return parts.includes(null) ? null : parts.join(' · ');
  };
  return {
    ...{ nRows, ids: found.ids, columns, dictionary, groupBy: by, warnings },
    labels: isLabelled ? (found.texts.label as readonly string[]) : null,
    groups: by.length === 0 ? null : groupsOf(Array.from({ length: nRows }, (_, row) => labelOf(row))),
  };
}

async function definitionsOf(
  catalogue: CatalogueRepository,
  ownerId: string,
  names: readonly string[],
): Promise<TableColumn[]> {
  if (names.length > MAX_COLUMNS)
    throw new WorkflowError(
      'invalid-parameter',
      `${names.length} columns are asked for, at most ${MAX_COLUMNS} can be.`,
    );
  const known = await new QuestionColumns(catalogue).numbers(ownerId);
  return names.map((name) => {
    const column = known.find((one) => one.name === name);
    if (column !== undefined) return column;
    throw new WorkflowError(
      'invalid-parameter',
      `There is no column of numbers ${name}; /catalogue/columns lists them.`,
    );
  });
}

/** What a group is called; null: the row is of none. */
function wordOf(name: GroupName, text: string | null, { method }: CatalogueFilter): string | null {
  if (name === METHOD) return method ?? text ?? 'no energy'; // numbers are of the method that is filtered by
  return name === 'sigma' && text === null ? 'general' : text;
}

function warningsOf(told: {
  nRows: number;
  nMethods: number;
  nMaterials: number;
  groupBy: readonly GroupName[];
}): QuestionWarning[] {
  const { nRows, nMethods, nMaterials, groupBy } = told;
  const isPooled = groupBy.length === 0;
  const warnings: QuestionWarning[] = [];
  if (nRows === 0) warnings.push({ code: 'no-rows', message: 'no boundary is as asked for' });
  if (nMethods > 1)
    warnings.push({
      code: 'several-methods',
      message: isPooled
        ? `values of ${nMethods} methods are pooled, as they were asked for; they are not comparable`
        : `rows are of ${nMethods} methods, whose values are not comparable: they are grouped by energy_method too`,
    });
  if (isPooled && nMaterials > 1)
    warnings.push({
      code: 'several-materials',
      message: `rows of ${nMaterials} materials are pooled, as they were asked for`,
    });
  return warnings;
}

/** Rows with any of the columns, by group, most first. */
export function groupSizes({ groups, columns }: QuestionRows): { group: string; n: number }[] {
  if (groups === null) return [];
  const sizes = groups.names.map((group) => ({ group, n: 0 }));
  groups.labels.forEach((label, row) => {
    if (label >= 0 && columns.some(({ values }) => !Number.isNaN(values[row]))) sizes[label].n++;
  });
  return sizes.filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
}
