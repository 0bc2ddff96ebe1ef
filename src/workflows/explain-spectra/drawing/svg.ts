/** Colours of clusters that the style sheet of `tree-html` has. */
const COLOURS = 8;

export const colourOf = (cluster: number): string => `var(--cat-${cluster % COLOURS})`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that may stand in HTML and in attributes: names come from files. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]);

/** A coordinate with two decimals: smaller steps are not seen. */
export const at = (value: number): string => String(Number(value.toFixed(2)));

const tenth = (value: number): string => String(Math.round(10 * value) / 10);

/** 'M x y L x y …' of points, to a tenth of a unit: spectra have many. */
export const linePath = (xs: readonly number[], ys: readonly number[]): string =>
  `M${xs.map((x, i) => `${tenth(x)} ${tenth(ys[i])}`).join('L')}`;

/** Maps [from, to] of the data onto [a, b] of the picture. */
export const scaleOf =
  ([from, to]: readonly [number, number], [a, b]: readonly [number, number]) =>
  (value: number): number =>
    to === from ? (a + b) / 2 : a + ((value - from) / (to - from)) * (b - a);

export const textAt = (x: number, y: number, text: string, attributes = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" ${attributes}>${escaped(text)}</text>`;

/** Round numbers over a range, some three to six. */
export function ticksOf([from, to]: readonly [number, number]): number[] {
  const rough = (to - from) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((size) => size >= rough)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
