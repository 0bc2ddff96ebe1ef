/** Categories: told apart by colour-blind eyes, and never by colour alone: each has a letter and a marker. */
export const CATEGORY_COUNT = 8;
/** Below 0: what belongs to no category. */
export const categoryColor = (index: number): string =>
  index < 0 ? 'var(--line)' : `var(--cat-${index % CATEGORY_COUNT})`;
export const categoryLetter = (index: number): string =>
  index < 0 ? 'none' : String.fromCharCode(65 + (index % 26));

/** The colours that an exported figure has: always the light ones, because it goes onto paper. */
export const PAPER: Readonly<Record<string, string>> = {
  '--ink': '#1b2430',
  '--ink-2': '#4c5866',
  '--line': '#c3cad3',
  '--grid': '#e8ebef',
  '--panel': '#ffffff',
  '--accent': '#0b5cad',
  '--data': '#1b2430',
  '--model': '#c2410c',
  '--net': '#00755a',
  '--fit': '#8a6d00',
  '--signal': '#0072b2',
  '--warn': '#9a4a00',
  '--raw': '#7b8794',
  '--cat-0': '#0072b2',
  '--cat-1': '#d55e00',
  '--cat-2': '#007d5c',
  '--cat-3': '#b0468a',
  '--cat-4': '#8a6d00',
  '--cat-5': '#3a86c8',
  '--cat-6': '#5b4db0',
  '--cat-7': '#66707c',
};

/** SVG path of the marker of a category, about the origin, `r` pixels. */
export function markerPath(index: number, r: number): string {
  const d = r * 0.9;
  switch (index % CATEGORY_COUNT) {
    case 0:
      return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 1:
      return `M${-d} ${-d}H${d}V${d}H${-d}Z`;
    case 2:
      return `M0 ${-r}L${r} ${d}H${-r}Z`;
    case 3:
      return `M0 ${-1.25 * r}L${1.25 * r} 0L0 ${1.25 * r}L${-1.25 * r} 0Z`;
    case 4:
      return `M0 ${r}L${r} ${-d}H${-r}Z`;
    case 5:
      return `M${-r / 3} ${-r}H${r / 3}V${-r / 3}H${r}V${r / 3}H${r / 3}V${r}H${-r / 3}V${r / 3}H${-r}V${-r / 3}H${-r / 3}Z`;
    case 6:
      return `M${-r} 0L${r} ${-r}V${r}Z`;
    default:
      return `M${r} 0L${-r} ${-r}V${r}Z`;
  }
}
