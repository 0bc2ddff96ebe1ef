import { lookup } from 'node:dns';
import { lookup as lookupOnce } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { WorkflowError } from '../../workflows/workflow-error.js';
import { isPublicAddress } from './address-rules.js';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly Address[]>;

export const systemResolve: Resolve = (name) => lookupOnce(name, { all: true });

/** Names that are never of the public internet, whatever they resolve to. */
const LOCAL_NAME = /^localhost$|\.(localhost|local|internal|home\.arpa)$/;

/** `host:port` of receivers on the operator's own network, to which also http is spoken. */
export type Exceptions = ReadonlySet<string>;

/**
 * The address of a receiver as it is kept: https at a public address, or one of the operator's exceptions.
 *
 * @throws WorkflowError forbidden-url
 */
export async function checkedUrl(text: string, exceptions: Exceptions, resolve: Resolve): Promise<string> {
  const url = parsed(text);
  if (exceptions.has(hostAndPort(url))) return url.href;
  if (url.protocol !== 'https:') forbidden('it must begin with https://');
  const port = portOf(url);
  if (port !== 443 && port < 1024) forbidden(`port ${port} is that of another service`);
  const host = bareHost(url);
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) forbidden(`${host} is no address of the public internet`);
    return url.href;
  }
  if (LOCAL_NAME.test(host)) forbidden(`${host} is a name of a local network`);
  const addresses = await resolve(host).catch(() => []);
  if (addresses.length === 0) forbidden(`${host} has no address`);
  if (!addresses.every(({ address }) => isPublicAddress(address)))
    forbidden(`${host} is on a private network`);
  return url.href;
}

/** An address that nothing is sent to, found out when the connection is made. */
export class ForbiddenAddress extends Error {}

/**
 * Where a connection goes: the name is resolved once, what is not public is refused, and the socket gets what was looked at,
 * so a name that resolves to something else a moment later gains nothing.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '');
    const wrong = addresses.find(({ address }) => !isPublicAddress(address));
    if (wrong !== undefined || addresses.length === 0)
      return callback(new ForbiddenAddress(`${hostname} is ${wrong?.address ?? 'nowhere'}`), '');
    if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0].address, addresses[0].family);
  });
};

export const hostAndPort = (url: URL): string => `${bareHost(url)}:${portOf(url)}`;

/** Without the brackets of IPv6 and the dot at the end of a full name. */
export const bareHost = ({ hostname }: URL): string =>
  hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);

function parsed(text: string): URL {
  if (!URL.canParse(text)) forbidden('it is no address');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') forbidden('it must begin with https://');
  if (url.username !== '' || url.password !== '') forbidden('it must hold no password');
  url.hash = '';
  return url;
}

function forbidden(why: string): never {
  throw new WorkflowError(
    'forbidden-url',
    `Nothing is sent there: ${why}. An operator can make an exception with KAIMEN_WEBHOOK_ALLOW.`,
  );
}
