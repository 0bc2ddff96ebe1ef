import { EdgeError } from '../edge-error.js';
import type { IonisationEdge } from './hydrogenic-cross-section.js';
import type { ScatteringConditions } from './scattering-conditions.js';

export interface CrossSection {
  readonly edgeId: string;
  /** Per incident electron. */
  readonly barn: number;
  /** What the model (or the table) may be wrong by: systematic, the same in all pixels. */
  readonly stdBarn: number;
  readonly windowEv: readonly [number, number];
  readonly method: string;
}

/** σ(β, Δ) of one edge, measured or calculated elsewhere. */
export interface CrossSectionRow {
  /** 'O_K', 'Mn_L3' (with L2), 'La_M5' (with M4). */
  readonly edge: string;
  readonly beamEnergyKev: number;
  readonly collectionMrad: number;
  /** Window from the onset on, eV. */
  readonly deltaEv: number;
  readonly barn: number;
  readonly stdBarn: number;
}

export type CrossSectionTable = readonly CrossSectionRow[];

const NUMBERS = ['beamEnergyKev', 'collectionMrad', 'deltaEv', 'barn', 'stdBarn'] as const;
const COLUMNS = ['edge', ...NUMBERS] as const;

/** Conditions that differ by less are the same. */
const SAME_SHARE = 0.02;
const SAME_DELTA_EV = 0.5;

const refuse = (message: string): EdgeError => new EdgeError('invalid-cross-section-table', message);

function toRow(entry: Record<string, unknown>, where: string): CrossSectionRow {
  const edge = entry.edge;
  if (typeof edge !== 'string' || !/^[A-Z][a-z]?_[KLMN][1-7]?$/.test(edge)) {
    throw refuse(`${where}: "edge" must be an element and a shell like O_K or Mn_L3.`);
  }
  const numbers = Object.fromEntries(
    NUMBERS.map((name) => {
      const value = entry[name];
      if (typeof value !== 'number' || !Number.isFinite(value) || !(value > 0)) {
        throw refuse(`${where}: "${name}" must be a number above 0.`);
      }
      return [name, value];
    }),
  );
  return { edge, ...numbers } as unknown as CrossSectionRow;
}

function fromCsv(text: string): Record<string, unknown>[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const header = (lines[0] ?? '').split(/[,;\t]/).map((name) => name.trim());
  const missing = COLUMNS.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw refuse(`The first line must name the columns; missing: ${missing.join(', ')}.`);
  return lines.slice(1).map((line) => {
    const cells = line.split(/[,;\t]/).map((cell) => cell.trim());
    return Object.fromEntries(
      header.map((name, i) => [
        name,
        name === 'edge' || (cells[i] ?? '') === '' ? cells[i] : Number(cells[i]),
      ]),
    );
  });
}

/**
 * Reads a user's cross-sections: JSON, a list of rows, or CSV with the columns edge, beamEnergyKev, collectionMrad,
 * deltaEv, barn, stdBarn in any order (separated by comma, semicolon or tab; lines that begin with # are comments).
 *
 * @throws EdgeError invalid-cross-section-table  naming the row and what is wrong; a doubt must be given for every value
 */
export function parseCrossSectionTable(text: string): CrossSectionTable {
  if (!text.trimStart().startsWith('[')) {
    return fromCsv(text).map((entry, i) => toRow(entry, `Line ${i + 2}`));
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new EdgeError('invalid-cross-section-table', 'The cross-sections are not valid JSON.', { cause });
  }
  return (parsed as unknown[]).map((entry, i) => {
    if (typeof entry !== 'object' || entry === null) throw refuse(`Row ${i + 1} is not an object.`);
    return toRow(entry as Record<string, unknown>, `Row ${i + 1}`);
  });
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= SAME_SHARE * b;

/** The table's σ for a window, linear in Δ between rows of the same conditions; null where it does not have the edge. */
export function tabulated(
  edge: IonisationEdge,
  { beamEnergyKev, collectionMrad }: ScatteringConditions,
  windowEv: readonly [number, number],
  table: CrossSectionTable | null,
): CrossSection | null {
  const own = (table ?? []).filter((row) => row.edge === edge.id);
  if (own.length === 0) return null;
  const deltaEv = windowEv[1] - edge.onsetEv;
  const rows = own
    .filter((row) => near(row.beamEnergyKev, beamEnergyKev) && near(row.collectionMrad, collectionMrad))
    .sort((a, b) => a.deltaEv - b.deltaEv);
  const exact = rows.find((row) => Math.abs(row.deltaEv - deltaEv) <= SAME_DELTA_EV);
  const above = exact ?? rows.find((row) => row.deltaEv > deltaEv);
  const below = exact ?? rows.findLast((row) => row.deltaEv < deltaEv);
  if (above === undefined || below === undefined) {
    throw new EdgeError(
      'no-cross-section',
      `The table has ${edge.id}, but not for ${beamEnergyKev} keV, ${collectionMrad} mrad and a window of ${deltaEv.toFixed(1)} eV (it interpolates between windows only).`,
      { edge: edge.id },
    );
  }
  const share = exact === undefined ? (deltaEv - below.deltaEv) / (above.deltaEv - below.deltaEv) : 0;
  const between = (name: 'barn' | 'stdBarn'): number => below[name] + share * (above[name] - below[name]);
  return { edgeId: edge.id, barn: between('barn'), stdBarn: between('stdBarn'), windowEv, method: 'table' };
}
