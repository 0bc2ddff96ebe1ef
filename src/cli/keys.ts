import type { Scope } from '../workflows/ports/records.js';
import { createClient, dataOf, type KaimenClient } from '../api-client/client.js';
import { findService, localServiceUrl, readLocalKey } from './demo/service-process.js';
import { CliError, EXIT } from './exit-codes.js';
import type { CliIo } from './io.js';
import { textTable } from './text-table.js';

export interface ServiceOptions {
  readonly url?: string;
  readonly json: boolean;
}

export interface CreateKeyOptions extends ServiceOptions {
  readonly scope: readonly Scope[];
  readonly owner?: string;
  readonly expires?: string;
}

interface KeysContext {
  readonly io: CliIo;
  readonly dataDir: () => Promise<string>;
}

/** `kaimen keys create NAME`: the secret is printed once, to standard output; the rest to standard error. */
export async function createKey(
  name: string,
  options: CreateKeyOptions,
  context: KeysContext,
): Promise<void> {
  const client = await connect(options, context);
  const key = await dataOf(
    client.api.POST('/api/v1/keys', {
      body: { name, scopes: [...options.scope], owner: options.owner, expiresAt: options.expires },
    }),
  );
  if (options.json) {
    context.io.out(JSON.stringify(key));
    return;
  }
  context.io.note(`Key ${key.id} (${key.scopes.join(', ')}) of ${key.ownerId}. It is shown this once:`);
  context.io.out(key.token);
}

/** `kaimen keys list` */
export async function listKeys(options: ServiceOptions, context: KeysContext): Promise<void> {
  const { api } = await connect(options, context);
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
    key.scopes.join(' '),
  ]);
  textTable([['id', 'name', 'owner', 'state', 'made', 'expires', 'last used', 'scopes'], ...rows]).forEach(
    (line) => context.io.out(line),
  );
}

/** `kaimen keys revoke ID` */
export async function revokeKey(id: string, options: ServiceOptions, context: KeysContext): Promise<void> {
  const { api } = await connect(options, context);
  await dataOf(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } }));
  if (options.json) context.io.out(JSON.stringify({ id, revoked: true }));
  else context.io.out(`Key ${id} is revoked.`);
}

/** The service at --url or KAIMEN_URL with KAIMEN_KEY, else the one that runs on this machine's data folder. */
async function connect(options: ServiceOptions, { io, dataDir }: KeysContext): Promise<KaimenClient> {
  const given = options.url ?? io.env.KAIMEN_URL;
  const key = io.env.KAIMEN_KEY;
  if (given !== undefined) {
    return createClient({ baseUrl: given, apiKey: key ?? (await localKeyFor(given, await dataDir())) });
  }
  const folder = await dataDir();
  const running = await findService(folder);
  if (running !== null) return createClient({ baseUrl: running.url, apiKey: key ?? running.key });
  throw new CliError(
    EXIT.unreachable,
    'no-service',
    `No service runs on the data folder ${folder}`,
    'Start it with: kaimen serve. Or name another with --url and KAIMEN_KEY.',
  );
}

/** The key of the data folder opens everything there: it goes to the service of this folder and to no other address. */
async function localKeyFor(url: string, dataDir: string): Promise<string> {
  const local = await localServiceUrl(dataDir);
  if (local !== null && originOf(url) === originOf(local)) return readLocalKey(dataDir);
  throw new CliError(
    EXIT.usage,
    'no-key',
    `There is no key for ${url}`,
    `Set KAIMEN_KEY to one of its keys. The key in ${dataDir} goes only to the service that runs there.`,
  );
}

function originOf(url: string): string {
  if (URL.canParse(url)) return new URL(url).origin;
  throw new CliError(
    EXIT.usage,
    'invalid-parameter',
    `${url} is not an address`,
    'For example http://127.0.0.1:4680',
  );
}
