import type { ScanPath } from './scan-path.js';
import { formatNumber, unitForPeople } from '../plot/format.js';

const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';

/** 'Mn_L3' → 'Mn L₃', 'O_K' → 'O K'. */
export const edgeName = (id: string): string =>
  id
    .replace(/_/g, ' ')
    .replace(/([A-Z])(\d)/g, (_, shell: string, n: string) => `${shell}${SUBSCRIPT[Number(n)]}`);

/** Decimals that tell neighbouring positions apart. */
export function positionDecimals(path: ScanPath): number {
  const step = path.positions.length > 1 ? Math.abs(path.positions[1] - path.positions[0]) : 1;
  return step > 0
    ? Math.max(0, Math.min(4, Math.ceil(-Math.log10(step)) + (Number.isInteger(step) ? 0 : 1)))
    : 0;
}

export function positionText(path: ScanPath, index: number): string {
  const value = path.positions[index];
  if (value === undefined) return '–';
  return `${value.toFixed(positionDecimals(path))}${path.unit === '' ? '' : ` ${path.unit}`}`.replace(
    '-',
    '−',
  );
}

export const withUnit = (text: string, unit: string): string =>
  unit === '' || text === '–' ? text : `${text} ${unitForPeople(unit)}`;

export const numberWithUnit = (value: number | null, unit: string, digits = 4): string =>
  withUnit(formatNumber(value, digits), unit);

/** Warning and problem codes are kebab-case: fit for people once the hyphens go. */
export const codeForPeople = (code: string): string => code.replace(/-/g, ' ');
