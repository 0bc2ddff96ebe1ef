/** Where two documents part. */
export interface Difference {
  /** JSON pointer; '' where only the form differs (white space, order of keys). */
  readonly pointer: string;
  /** What stands there, shortened; null: nothing. */
  readonly recorded: string | null;
  readonly computed: string | null;
}

/** The first place at which two JSON texts that are not the same bytes differ. */
export function firstDifference(recorded: string, computed: string): Difference {
  const [a, b] = [JSON.parse(recorded) as unknown, JSON.parse(computed) as unknown];
  return differenceAt(a, b, '') ?? formOf(recorded, computed);
}

function differenceAt(a: unknown, b: unknown, pointer: string): Difference | null {
  if (Object.is(a, b)) return null;
  if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b))
    return { pointer, recorded: short(a), computed: short(b) };
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const name = key.replaceAll('~', '~0').replaceAll('/', '~1');
    const found = differenceAt(a[key], b[key], `${pointer}/${name}`);
    if (found !== null) return found;
  }
  return null;
}

function formOf(recorded: string, computed: string): Difference {
  let at = 0;
  while (recorded[at] === computed[at]) at++;
  const near = (text: string): string => text.slice(Math.max(0, at - 10), at + 30);
  return { pointer: '', recorded: near(recorded), computed: near(computed) };
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function short(value: unknown): string | null {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
