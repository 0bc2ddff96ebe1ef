/**
 * JSON of which there is only one for a value: keys sorted by their UTF-16 units, no white space, numbers in their
 * shortest round-trip form, as RFC 8785 asks. Numbers that are none (NaN) become null.
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(canonical(value));

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, canonical(member)]),
  );
}
