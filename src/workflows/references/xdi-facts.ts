import type { TitleFacts } from './title-facts.js';

/**
 * What the header of an XDI file says (`# Element.symbol: Fe`, `# Element.edge: K`); keys whatever their case.
 * The compound is the formula, else the name of the sample.
 *
 * @param metadata  the original metadata of the scan: `fields` by `Namespace.key`
 */
export function xdiFacts(metadata: unknown): TitleFacts {
  const fields = Object.entries(
    (metadata as { fields?: Readonly<Record<string, unknown>> } | null)?.fields ?? {},
  );
  const field = (key: string): string | null => {
    const value = fields.find(([name]) => name.toLowerCase() === key)?.[1];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const element = capitalised(field('element.symbol'));
  const edge = field('element.edge')?.toUpperCase() ?? null;
  // L without a number names no edge of the table.
  const known = element !== null && edge !== null && /^(K|[LMN][1-7])$/.test(edge);
  return {
    compound: field('sample.formula') ?? field('sample.name'),
    element,
    edge: known ? edge : null,
    kind: 'X-ray',
  };
}

/** Beamlines write FE and fe, too. */
function capitalised(symbol: string | null): string | null {
  if (symbol === null || !/^[A-Za-z]{1,2}$/.test(symbol)) return null;
  return symbol[0].toUpperCase() + symbol.slice(1).toLowerCase();
}
