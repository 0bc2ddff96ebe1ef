const BASE = '/api/v1/catalogue';

/** Values of a query as their address has them; what is not told is left out. */
export type QueryValues = Readonly<Record<string, unknown>>;

/** The address of an answer: its whole query, defaults too, names sorted, so that equal questions have equal addresses. */
export function permalink(path: string, query: QueryValues): string {
  const parts = Object.keys(query)
    .filter((name) => query[name] !== undefined && query[name] !== null)
    .sort()
    .map((name) => `${name}=${plain(textOf(query[name]))}`);
  return `${BASE}/${path}${parts.length === 0 ? '' : `?${parts.join('&')}`}`;
}

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Percent-encoded but for what a query may hold as it is. */
const plain = (text: string): string =>
  encodeURIComponent(text).replace(/%(2C|3A|2F)/g, (escaped) => decodeURIComponent(escaped));

export interface DataLinks {
  readonly csv: string;
  readonly json: string;
  readonly ndjson: string;
  readonly parquet: string;
}

/** Where the rows behind an answer are to be had: the table of boundaries, its columns and filter. */
export function dataLinks(columns: readonly string[], filter: QueryValues): DataLinks {
  const link = (format: string): string => permalink(`tables/boundaries.${format}`, { ...filter, columns });
  return { csv: link('csv'), json: link('json'), ndjson: link('ndjson'), parquet: link('parquet') };
}
