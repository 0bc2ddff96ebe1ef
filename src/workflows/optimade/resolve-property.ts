import { OptimadeError } from './optimade-error.js';
import { PROPERTIES, type PropertyKey, propertyOf } from './properties.js';

/** The property, or null for one of another database, which is never known here. */
export type Resolved = PropertyKey | null;

type Place = { readonly at: number } | { readonly parameter: string };

/**
 * What a name means.
 *
 * @param prefix  of this database
 * @param place   where it stands: in a filter, or in another parameter
 * @throws OptimadeError unknown-property; not-supported for what lies inside a property
 */
export function resolveProperty(name: string, prefix: string, place: Place): Resolved {
  if (isKey(name) && !propertyOf(name).isOwn) return name;
  const intro = 'at' in place ? `At character ${place.at}: ` : '';
  const own = `_${prefix}_`;
  if (name.startsWith(own)) {
    const key = name.slice(own.length);
    if (isKey(key) && propertyOf(key).isOwn) return key;
  } else if (/^_[a-z0-9]+_./.test(name)) return null;
  const root = name.split('.', 1)[0];
  if (root !== name && (isKey(root) || root === 'references')) {
    throw new OptimadeError(
      'not-supported',
      `${intro}What lies inside ${root} cannot be asked for: ${name}.`,
      { ...place },
    );
  }
  throw new OptimadeError('unknown-property', `${intro}A structure has no property ${name}.`, { ...place });
}

const isKey = (name: string): name is PropertyKey => Object.hasOwn(PROPERTIES, name);
