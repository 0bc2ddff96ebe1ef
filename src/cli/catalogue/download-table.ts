import { dataOf } from '../../api-client/client.js';
import { connectService, type ServiceAddress, type ServiceContext } from '../connect-service.js';
import { CliError, EXIT } from '../exit-codes.js';
import { saveFile } from '../save-file.js';
import { type FilterOptions, toFilterQuery } from './filter-options.js';

const FORMATS = ['csv', 'ndjson', 'json', 'parquet'] as const;

export interface DownloadTableOptions extends ServiceAddress, FilterOptions {
  /** By the end of `out` when it is not told. */
  readonly format?: (typeof FORMATS)[number];
  readonly out: string;
  readonly columns?: string;
}

/** `kaimen catalogue table RESOURCE --out FILE`: a flat table of the service's catalogue. */
export async function downloadTable(
  resource: string,
  options: DownloadTableOptions,
  context: ServiceContext,
): Promise<void> {
  const { url, key, format: told, out, ...rest } = options;
  const format = told ?? FORMATS.find((known) => out.endsWith(`.${known}`));
  if (format === undefined)
    throw new CliError(
      EXIT.usage,
      'invalid-parameter',
      `In which format shall ${out} be?`,
      `Say --format ${FORMATS.join(', ')}, or end the name so.`,
    );
  const { api } = await connectService({ url, key }, context);
  const path = { file: `${resource}.${format}` };
  const query = toFilterQuery(rest);
  const body = await dataOf(
    api.GET('/api/v1/catalogue/tables/{file}', { params: { path, query }, parseAs: 'stream' }),
  );
  await saveFile(body, out);
  context.io.out(out);
}
