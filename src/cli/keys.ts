import type { Scope } from '../workflows/ports/records.js';
import { dataOf } from '../api-client/client.js';
import { connectService, type ServiceContext } from './connect-service.js';
import { textTable } from './text-table.js';

export interface ServiceOptions {
  readonly url?: string;
  readonly json: boolean;
}

export interface CreateKeyOptions extends ServiceOptions {
  readonly scope: readonly Scope[];
  readonly owner?: string;
  readonly expires?: string;
  readonly instrument?: string;
  readonly requestsPerMinute?: number;
  readonly uploadBytesPerDay?: number;
}

/** `kaimen keys create NAME`: the secret is printed once, to standard output; the rest to standard error. */
export async function createKey(
  name: string,
  options: CreateKeyOptions,
  context: ServiceContext,
): Promise<void> {
  const client = await connectService(options, context);
  const { scope, owner, expires, instrument, requestsPerMinute, uploadBytesPerDay } = options;
  const limits = { requestsPerMinute, uploadBytesPerDay };
  const body = { name, scopes: [...scope], owner, expiresAt: expires, instrument, ...limits };
  const key = await dataOf(client.api.POST('/api/v1/keys', { body }));
  if (options.json) {
    context.io.out(JSON.stringify(key));
    return;
  }
  context.io.note(`Key ${key.id} (${key.scopes.join(', ')}) of ${key.ownerId}. It is shown this once:`);
  context.io.out(key.token);
}

/** `kaimen keys list` */
export async function listKeys(options: ServiceOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { items: keys } = await dataOf(api.GET('/api/v1/keys'));
  if (options.json) {
    context.io.out(JSON.stringify(keys));
    return;
  }
  const day = (time: string | null): string => time?.slice(0, 10) ?? '–';
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.ownerId,
    key.revokedAt === null ? 'valid' : 'revoked',
    day(key.createdAt),
    day(key.expiresAt),
    day(key.lastUsedAt),
    key.instrument ?? 'any',
    String(key.requestsPerMinute ?? '–'),
    String(key.uploadBytesPerDay ?? '–'),
    key.scopes.join(' '),
  ]);
  const head = ['id', 'name', 'owner', 'state', 'made', 'expires', 'last used'];
  head.push('instrument', 'a minute', 'bytes a day', 'scopes');
  textTable([head, ...rows]).forEach((line) => context.io.out(line));
}

/** `kaimen keys revoke ID` */
export async function revokeKey(id: string, options: ServiceOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  await dataOf(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }));
  if (options.json) context.io.out(JSON.stringify({ id, revoked: true }));
  else context.io.out(`Key ${id} is revoked.`);
}
