import { LISTED_KEYS, propertyOf, publicName } from './properties.js';
import type { OptimadeProvider } from './provider.js';

/** What is said of properties and answers is OPTIMADE 1.1: the form of 1.2 fails the official validator. */
export const API_VERSION = '1.1.0';

/**
 * The answer of /info.
 *
 * @param baseUrl  without version: https://host/optimade
 */
export const baseInfo = (baseUrl: string, { license }: OptimadeProvider): object => ({
  type: 'info',
  id: '/',
  attributes: {
    api_version: API_VERSION,
    available_api_versions: [{ url: `${baseUrl}/v1/`, version: API_VERSION }],
    formats: ['json'],
    entry_types_by_format: { json: ['structures'] },
    available_endpoints: ['info', 'links', 'structures'],
    is_index: false,
    license,
  },
});

/** The answer of /info/structures. */
export function structuresInfo(prefix: string): object {
  const properties = LISTED_KEYS.map((key) => {
    const { type, description, unit, sortable } = propertyOf(key);
    const told = { description, type, sortable, ...(unit === null ? {} : { unit }) };
    return [publicName(key, prefix), told] as const;
  });
  return {
    type: 'info',
    id: 'structures',
    description: 'Relaxed structures of crystal interfaces, with what is known about them.',
    properties: Object.fromEntries(properties),
    formats: ['json'],
    output_fields_by_format: { json: properties.map(([name]) => name) },
  };
}

/** The one link there is: this database is its own root. */
export const rootLink = (
  baseUrl: string,
  prefix: string,
  { name, description, homepage }: OptimadeProvider,
): object => ({
  type: 'links',
  id: prefix,
  attributes: { name, description, base_url: baseUrl, homepage, link_type: 'root' },
});

/** What `meta` of every answer says. */
export interface MetaInput {
  /** What was asked, from behind the version on: `/structures?filter=…`. */
  readonly representation: string;
  readonly time: Date;
  readonly softwareVersion: string;
  readonly prefix: string;
  readonly provider: OptimadeProvider;
  readonly nReturned?: number;
  readonly nAvailable?: number;
  readonly hasMore?: boolean;
  readonly warnings?: readonly string[];
}

export function metaOf(input: MetaInput): object {
  const { nReturned, nAvailable, warnings = [] } = input;
  const { name, description, homepage, maintainer } = input.provider;
  return {
    query: { representation: input.representation },
    api_version: API_VERSION,
    more_data_available: input.hasMore ?? false,
    time_stamp: `${input.time.toISOString().slice(0, 19)}Z`,
    ...(nReturned === undefined ? {} : { data_returned: nReturned }),
    ...(nAvailable === undefined ? {} : { data_available: nAvailable }),
    provider: { name, description, prefix: input.prefix, homepage },
    implementation: {
      ...{ name: 'Kaimen', version: input.softwareVersion },
      ...(maintainer === null ? {} : { maintainer: { email: maintainer } }),
    },
    ...(warnings.length === 0 ? {} : { warnings: warnings.map((detail) => ({ type: 'warning', detail })) }),
  };
}
