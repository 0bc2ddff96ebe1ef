import { dataOf } from '../../api-client/client.js';
import type { operations } from '../../api-client/schema.js';
import { connectService, type ServiceAddress, type ServiceContext } from '../connect-service.js';
import { textTable } from '../text-table.js';

type Query = NonNullable<operations['listCatalogueBoundaries']['parameters']['query']>;

export interface ListBoundariesOptions extends ServiceAddress, Query {
  readonly json: boolean;
}

/** `kaimen catalogue list`: boundaries of the service's catalogue that fit. */
export async function listBoundaries(options: ListBoundariesOptions, context: ServiceContext): Promise<void> {
  const { io } = context;
  const { url, key, json, ...query } = options;
  const { api } = await connectService({ url, key }, context);
  const found = await dataOf(
    api.GET('/api/v1/catalogue/boundaries', { params: { query: { ...query, count: true } } }),
  );
  if (json) return io.out(JSON.stringify(found));
  const rows = found.items.map(({ id, label, material, numbers, energyMethod, nStructures, nEvidence }) => [
    ...[id, material, label, numbers.gb_energy_J_m2?.toFixed(4) ?? '–', energyMethod ?? '–'],
    ...[String(nStructures), String(nEvidence)],
  ]);
  const head = ['id', 'material', 'boundary', 'J/m²', 'method', 'structures', 'evidence'];
  textTable([head, ...rows]).forEach((line) => io.out(line));
  const { items, total } = found;
  if (total !== null && total > items.length)
    io.note(`${items.length} of ${total}: --limit shows up to 200, filters fewer`);
}
