/**
 * Remembers what was made of an object (a column, a pair) for as long as there is that object: in ten columns each is in nine pairs.
 * What comes back is shared, and never to be written to.
 */
export function oncePer<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const made = new WeakMap<K, { readonly value: T }>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
