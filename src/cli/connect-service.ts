import { createClient, type KaimenClient } from '../api-client/client.js';
import { findService, localServiceUrl, readLocalKey } from './demo/service-process.js';
import { CliError, EXIT } from './exit-codes.js';
import type { CliIo } from './io.js';

export interface ServiceAddress {
  readonly url?: string;
  readonly key?: string;
}

export interface ServiceContext {
  readonly io: CliIo;
  readonly dataDir: () => Promise<string>;
}

/** The service at --url or KAIMEN_URL with --key or KAIMEN_KEY, else the one that runs on this machine's data folder. */
export async function connectService(
  options: ServiceAddress,
  { io, dataDir }: ServiceContext,
): Promise<KaimenClient> {
  const given = options.url ?? io.env.KAIMEN_URL;
  const key = options.key ?? io.env.KAIMEN_KEY;
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
