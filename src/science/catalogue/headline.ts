import { METHOD_KINDS, type PropertyValue } from './catalogue-records.js';

/**
 * Values that can stand in each other's place have one identity: property, method and all conditions. Values of different
 * methods, potentials, protocols or [n] are not comparable and stand side by side.
 */
export function propertyIdentity({ name, methodKind, method, conditions }: PropertyValue): string {
  const sorted = Object.keys(conditions)
    .sort()
    .map((key) => [key, conditions[key]]);
  return JSON.stringify([name, methodKind, method, sorted]);
}

/** Same value and doubt: nothing new. */
export const isSameValue = (a: PropertyValue, b: PropertyValue): boolean =>
  a.value === b.value && a.std === b.std;

/** A value with the state it belongs to; null: the boundary as such. */
export interface HeadlineCandidate extends PropertyValue {
  readonly structureId: string | null;
}

/**
 * The one value of each property that a table shows where there are several.
 *
 * Best kind of method first (experiment, DFT, …). Of energies then the lowest: what a boundary relaxes to. Other properties
 * follow the energy: those of its state and method before others, so that one row speaks of one state; the newest of equals.
 *
 * @param values  current ones, oldest first
 * @param energyName  column of the energy that others follow
 */
export function headline<V extends HeadlineCandidate>(
  values: readonly V[],
  energyName: string,
): ReadonlyMap<string, V> {
  const best = new Map<string, V>();
  const choose = (value: V, isBetter: (a: V, b: V) => boolean): void => {
    const other = best.get(value.name);
    if (other === undefined || isBetter(value, other)) best.set(value.name, value);
  };
  for (const value of values) {
    if (value.name !== energyName) continue;
    choose(value, (a, b) => rank(a) < rank(b) || (rank(a) === rank(b) && a.value < b.value));
  }
  const energy = best.get(energyName);
  const follows = (value: V): number =>
    energy === undefined
      ? 0
      : (value.structureId === energy.structureId ? 0 : 2) + (value.method === energy.method ? 0 : 1);
  for (const value of values) {
    if (value.name === energyName) continue;
    choose(value, (a, b) => follows(a) < follows(b) || (follows(a) === follows(b) && rank(a) <= rank(b)));
  }
  return best;
}

const rank = ({ methodKind }: PropertyValue): number => METHOD_KINDS.indexOf(methodKind);
