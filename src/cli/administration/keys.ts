import type { Scope } from '../../workflows/ports/records.js';
import { dataOf } from '../../api-client/client.js';
import type { components } from '../../api-client/schema.js';
import { connectService, type ServiceContext } from '../connect-service.js';
import { printDone, printList } from '../print.js';
import type { AskOptions } from '../service-options.js';

type Key = components['schemas']['KeyDto'];

export interface CreateKeyOptions extends AskOptions {
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
export async function listKeys(options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  const { items: keys } = await dataOf(api.GET('/api/v1/keys'));
  const columns = {
    id: ({ id }: Key) => id,
    name: ({ name }: Key) => name,
    owner: ({ ownerId }: Key) => ownerId,
    state: ({ revokedAt }: Key) => (revokedAt === null ? 'valid' : 'revoked'),
    made: ({ createdAt }: Key) => day(createdAt),
    expires: ({ expiresAt }: Key) => day(expiresAt),
    'last used': ({ lastUsedAt }: Key) => day(lastUsedAt),
    instrument: ({ instrument }: Key) => instrument ?? 'any',
    'a minute': ({ requestsPerMinute }: Key) => requestsPerMinute,
    'bytes a day': ({ uploadBytesPerDay }: Key) => uploadBytesPerDay,
    scopes: ({ scopes }: Key) => scopes.join(' '),
  };
  printList(keys, columns, { io: context.io, json: options.json });
}

const day = (time: string | null): string | null => time?.slice(0, 10) ?? null;

/** `kaimen keys revoke ID` */
export async function revokeKey(id: string, options: AskOptions, context: ServiceContext): Promise<void> {
  const { api } = await connectService(options, context);
  await dataOf(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }));
  const printing = { io: context.io, json: options.json };
  printDone({ id, revoked: true }, `Key ${id} is revoked.`, printing);
}
