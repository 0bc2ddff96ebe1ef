import { readFileSync } from 'node:fs';
import { AGENT_EXIT, AgentError, type AgentIo } from '../agent-error.js';

export interface AddressOptions {
  readonly url?: string;
  readonly key?: string;
  readonly keyFile?: string;
}

/** Where the service is, and its key, asked for each time it is used: a key file may be mended. */
export interface Address {
  readonly url: string;
  readonly key: () => string;
}

/** The service when neither option nor environment names one; null: this program knows none. */
export type FindService = (options: AddressOptions) => Promise<{ url: string; key: string } | null>;

/**
 * The service of --url or KAIMEN_URL with the key of --key-file, --key or KAIMEN_KEY. The key is in no message and in no URL.
 *
 * @throws AgentError no-service, no-key, invalid-parameter, unreadable-key
 */
export async function addressOf(options: AddressOptions, io: AgentIo, find: FindService): Promise<Address> {
  const url = options.url ?? io.env.KAIMEN_URL;
  const key = keyOf(options, io);
  if (url !== undefined && url !== '' && key !== null) return { url: originOf(url), key };
  const found = await find(options);
  if (found !== null) return { url: originOf(found.url), key: key ?? (() => found.key) };
  if (url === undefined || url === '')
    throw new AgentError(
      AGENT_EXIT.usage,
      'no-service',
      'Nothing says where the service is',
      'Add --url http://HOST:4680, or set KAIMEN_URL.',
    );
  throw new AgentError(
    AGENT_EXIT.usage,
    'no-key',
    `There is no key for ${originOf(url)}`,
    'Set KAIMEN_KEY, or name a file that holds it with --key-file. Make one with: kaimen keys create NAME --scope datasets:write datasets:read',
  );
}

/** The service alone, for what needs no key. @throws AgentError no-service, invalid-parameter */
export async function urlOf(options: AddressOptions, io: AgentIo, find: FindService): Promise<string> {
  const url = options.url ?? io.env.KAIMEN_URL;
  return url === undefined || url === '' ? (await addressOf(options, io, find)).url : originOf(url);
}

function keyOf({ key, keyFile }: AddressOptions, io: AgentIo): (() => string) | null {
  if (keyFile !== undefined) {
    const read = (): string => checked(readKey(keyFile));
    read();
    return read;
  }
  const given = key ?? io.env.KAIMEN_KEY;
  if (given === undefined || given.trim() === '') return null;
  return () => checked(given.trim());
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8')
      .replace(/^\ufeff/, '')
      .trim();
  } catch (error) {
    const { message } = error as Error;
    throw new AgentError(AGENT_EXIT.usage, 'unreadable-key', `The key cannot be read: ${message}`);
  }
}

/** A key with a line break or a letter of no header would fail as if the service were away. */
function checked(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new AgentError(
    AGENT_EXIT.usage,
    'no-key',
    'What is given as key is none',
    'It is one word: kaimen_…',
  );
}

function originOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) {
    const { origin, pathname } = new URL(url);
    return origin + pathname.replace(/\/+$/, '');
  }
  const advice = 'For example http://127.0.0.1:4680';
  throw new AgentError(AGENT_EXIT.usage, 'invalid-parameter', `${url} is not an address`, advice);
}
