/** What asks for boundaries, as the service names it; everything else in the address is about how they are shown. */
const FILTERS = [
  'text',
  'material',
  'chemsys',
  'sigma',
  'sigma_min',
  'sigma_max',
  'rotation_axis',
  'gb_plane',
  'type',
  'angle_min',
  'angle_max',
  'method',
  'has_evidence',
  'has_structure',
  'min',
  'max',
] as const;
export type FilterName = (typeof FILTERS)[number];

/** The part of an address that the service gets, always in one order: equal questions have equal addresses. */
export function filterQuery(params: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of FILTERS) {
    const value = params.get(name)?.trim();
    if (value !== undefined && value !== '') query.set(name, value);
  }
  return query;
}

/** '?a=b' of a path with more parameters; values that are null stay away. */
export function withQuery(
  path: string,
  query: URLSearchParams,
  more: Readonly<Record<string, string | null>> = {},
): string {
  const all = new URLSearchParams(query);
  for (const [name, value] of Object.entries(more)) if (value !== null) all.set(name, value);
  const text = all.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** An address with some parameters changed; null or '' takes one away. */
export function changed(
  params: URLSearchParams,
  change: Readonly<Record<string, string | null>>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

/** What is typed as Σ: '5', '5, 9', '5–49' or 'general'. */
export function sigmaFilter(
  text: string,
): Readonly<Record<'sigma' | 'sigma_min' | 'sigma_max', string | null>> {
  const range = /^\s*(\d+)?\s*[-–…]\s*(\d+)?\s*$/.exec(text);
  if (range !== null) return { sigma: null, sigma_min: range[1] ?? null, sigma_max: range[2] ?? null };
  const sigma = text
    .replace(/Σ/g, '')
    .trim()
    .replace(/[\s,;]+/g, ',');
  return { sigma: sigma === '' ? null : sigma.toLowerCase(), sigma_min: null, sigma_max: null };
}

/** The same as somebody would type it. */
export function sigmaText(params: URLSearchParams): string {
  const [min, max] = [params.get('sigma_min'), params.get('sigma_max')];
  return min !== null || max !== null ? `${min ?? ''}–${max ?? ''}` : (params.get('sigma') ?? '');
}

/** '[0 0 1]', '0,0,1' or '001' as the service wants it: '0,0,1'. */
export function indicesFilter(text: string): string | null {
  const words = text
    .replace(/[[\](){}⟨⟩<>]/g, ' ')
    .replace(/−/g, '-')
    .replace(/(\d)\u0304/g, '-$1')
    .trim();
  if (words === '') return null;
  if (/^-?\d-?\d-?\d$/.test(words)) return (words.match(/-?\d/g) ?? []).join(',');
  return words.split(/[\s,;]+/).join(',');
}

/** Bounds are one parameter: 'gb_energy_J_m2:0.2,excess_volume_angstrom:0'. */
export function boundOf(params: URLSearchParams, side: 'min' | 'max', column: string): string {
  return boundsOf(params, side).get(column) ?? '';
}

export function withBound(
  params: URLSearchParams,
  side: 'min' | 'max',
  [column, value]: readonly [string, string],
): string | null {
  const bounds = boundsOf(params, side);
  if (value.trim() === '') bounds.delete(column);
  else bounds.set(column, value.trim().replace('−', '-'));
  return bounds.size === 0 ? null : [...bounds].map(([name, v]) => `${name}:${v}`).join(',');
}

function boundsOf(params: URLSearchParams, side: 'min' | 'max'): Map<string, string> {
  const parts = (params.get(side) ?? '').split(',').filter((part) => part.includes(':'));
  return new Map(parts.map((part) => part.split(':', 2) as [string, string]));
}

/** How many filters are set. */
export const countFilters = (params: URLSearchParams): number => [...filterQuery(params)].length;
