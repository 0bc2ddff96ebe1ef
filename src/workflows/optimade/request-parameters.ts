import type { SortKey } from '../ports/optimade.js';
import { checkFilter, type CheckResult } from './check-filter.js';
import { OptimadeError } from './optimade-error.js';
import { parseFilter } from './parse-filter.js';
import { isColumn, LISTED_KEYS, propertyOf, publicName } from './properties.js';
import { resolveProperty, type Resolved } from './resolve-property.js';

export const PAGE_LIMIT = { default: 20, max: 100 } as const;

/** As a query string is read: a name that stands twice has an array. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/** An attribute to answer with; the key is null for one of another database. */
export interface RequestedField {
  readonly name: string;
  readonly key: Resolved;
}

export interface ListParameters {
  /** Null: all structures. */
  readonly filter: CheckResult | null;
  readonly sort: readonly SortKey[];
  readonly offset: number;
  readonly limit: number;
  readonly fields: readonly RequestedField[];
}

const NAMES: readonly string[] = [
  ...['filter', 'page_limit', 'page_offset', 'sort', 'response_fields', 'response_format'],
  ...['include', 'email_address', 'api_hint'],
];

/** @throws OptimadeError invalid-parameter, page-too-large, and what reading and checking a filter throws */
export function listParameters(query: QueryParameters, prefix: string): ListParameters {
  const unknown = Object.keys(query).find((name) => !NAMES.includes(name) && !isOfOthers(name, prefix));
  if (unknown !== undefined) throw invalid(unknown, `There is no parameter ${unknown}.`);
  const fields = requestedFields(query, prefix);
  const filter = textOf(query, 'filter') ?? '';
  return {
    filter: filter === '' ? null : checkFilter(parseFilter(filter), prefix),
    sort: namesOf(query, 'sort').map((name) => sortKey(name, prefix)),
    offset: wholeNumber(query, 'page_offset', 0),
    limit: pageLimit(query),
    fields,
  };
}

/** Of one structure; parameters that are not known are ignored there, as the specification says. */
export function requestedFields(query: QueryParameters, prefix: string): readonly RequestedField[] {
  checkForm(query);
  if (query.dimension_slices !== undefined) {
    throw new OptimadeError('not-supported', 'Slices of dimensions are not served.', {
      parameter: 'dimension_slices',
    });
  }
  const names = textOf(query, 'response_fields') === null ? null : namesOf(query, 'response_fields');
  const keyed =
    names === null
      ? LISTED_KEYS.map((key) => ({ name: publicName(key, prefix), key }))
      : names.map((name) => ({ name, key: resolveProperty(name, prefix, { parameter: 'response_fields' }) }));
  // These two stand beside the attributes, always.
  return keyed.filter(({ key }) => key !== 'id' && key !== 'type');
}

function checkForm(query: QueryParameters): void {
  const format = textOf(query, 'response_format') ?? 'json';
  if (format !== 'json') throw invalid('response_format', `Answers are json, not ${format}.`);
  const other = namesOf(query, 'include').find((path) => path !== 'references');
  if (other !== undefined) throw invalid('include', `There is nothing to include from ${other}.`);
}

/** Parameters of other databases may stand there. */
const isOfOthers = (name: string, prefix: string): boolean =>
  /^_[a-z0-9]+_/.test(name) && !name.startsWith(`_${prefix}_`);

function sortKey(text: string, prefix: string): SortKey {
  const isDescending = text.startsWith('-');
  const name = isDescending ? text.slice(1) : text;
  const key = resolveProperty(name, prefix, { parameter: 'sort' });
  if (key === null || !isColumn(key) || !propertyOf(key).sortable) {
    throw invalid('sort', `Structures cannot be sorted by ${name}.`);
  }
  return { key, isDescending };
}

function pageLimit(query: QueryParameters): number {
  const limit = wholeNumber(query, 'page_limit', PAGE_LIMIT.default);
  if (limit <= PAGE_LIMIT.max) return limit;
  const detail = `A page has at most ${PAGE_LIMIT.max} structures, not ${limit}.`;
  throw new OptimadeError('page-too-large', detail, { parameter: 'page_limit' });
}

function wholeNumber(query: QueryParameters, name: string, fallback: number): number {
  const text = textOf(query, name);
  if (text === null) return fallback;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(name, `${name} must be a whole number from 0.`);
}

function namesOf(query: QueryParameters, parameter: string): string[] {
  const text = textOf(query, parameter)?.trim() ?? '';
  return text === '' ? [] : text.split(',').map((name) => name.trim());
}

function textOf(query: QueryParameters, name: string): string | null {
  const value = query[name];
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  throw invalid(name, `The parameter ${name} stands more than once.`);
}

const invalid = (parameter: string, detail: string): OptimadeError =>
  new OptimadeError('invalid-parameter', detail, { parameter });
