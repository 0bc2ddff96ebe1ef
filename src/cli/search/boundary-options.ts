import { readFileSync } from 'node:fs';
import type { SearchHead } from '../../workflows/boundary-search/search-file-events.js';
import { DEFAULT_PROTOCOL } from '../../workflows/boundary-search/search-defaults.js';
import type { BoundaryRecipe, CrystalRecipe } from '../../workflows/boundary-search/search-recipe.js';
import { CliError, EXIT } from '../exit-codes.js';
import { settingsFrom, type SettingsOptions } from './settings.js';

type Triple = readonly [number, number, number];
type Origin = Extract<SearchHead['origin'], { kind: 'boundary' }>;

/** A boundary as a command line names it. */
export interface BoundaryOptions {
  readonly structure?: string;
  readonly element?: readonly string[];
  readonly lattice?: readonly number[];
  readonly crystal?: string;
  readonly otherStructure?: string;
  readonly otherElement?: readonly string[];
  readonly otherLattice?: readonly number[];
  readonly otherCrystal?: string;
  readonly axis?: Triple;
  readonly sigma?: number;
  readonly plane?: Triple;
  readonly otherPlane?: Triple;
  readonly strainLimit: number;
  readonly candidates: 'translations' | 'full';
  readonly sample?: number;
  readonly step?: number;
  readonly gaps?: readonly number[];
  readonly removed?: number;
  readonly replicate?: readonly number[];
  readonly rattle?: number;
  readonly rattleSeeds?: number;
  readonly cell?: Origin['protocol']['cell'];
  readonly thickness?: number;
  readonly freeZone?: number;
  readonly force?: number;
}

/** The first line of a search of a boundary. */
export function headOfBoundary(options: BoundaryOptions & SettingsOptions): SearchHead {
  const { plane } = options;
  if (plane === undefined) throw missing('--plane');
  const crystal = crystalFrom(options);
  if (crystal === null) throw missing('--structure with --element, or --crystal');
  const otherCrystal = crystalFrom({
    structure: options.otherStructure,
    element: options.otherElement,
    lattice: options.otherLattice,
    crystal: options.otherCrystal,
  });
  if (otherCrystal === null && options.axis === undefined) throw missing('--axis');
  if (otherCrystal === null && options.sigma === undefined) throw missing('--sigma');
  const boundary: BoundaryRecipe = {
    crystal,
    otherCrystal,
    axis: options.axis ?? null,
    sigma: options.sigma ?? null,
    plane,
    otherPlane: options.otherPlane ?? null,
    strainLimit: options.strainLimit,
  };
  return {
    kaimen: 'search',
    version: 1,
    origin: { kind: 'boundary', boundary, protocol: protocolFrom(options), wish: wishFrom(options) },
    settings: settingsFrom(options),
    space: null,
  };
}

/** A crystal by its prototype or its file; null when neither is told. */
export function crystalFrom(
  options: Pick<BoundaryOptions, 'structure' | 'element' | 'lattice' | 'crystal'>,
): CrystalRecipe | null {
  const { structure, element = [], lattice, crystal } = options;
  if (crystal !== undefined) {
    const text = readFileSync(crystal, 'utf8');
    return { file: /\.cif$/i.test(crystal) ? 'cif' : 'poscar', text };
  }
  if (structure === undefined) return null;
  if (element.length === 0) throw missing('--element');
  return {
    structure: structure as Extract<CrystalRecipe, { structure: unknown }>['structure'],
    elements: element,
    latticeAngstrom: lattice ?? null,
  };
}

function protocolFrom({ cell, thickness, freeZone, force }: BoundaryOptions): Origin['protocol'] {
  return {
    ...DEFAULT_PROTOCOL,
    cell: cell ?? DEFAULT_PROTOCOL.cell,
    grainThicknessAngstrom: thickness ?? DEFAULT_PROTOCOL.grainThicknessAngstrom,
    freeZoneAngstrom: freeZone ?? DEFAULT_PROTOCOL.freeZoneAngstrom,
    forceTolerance: force ?? DEFAULT_PROTOCOL.forceTolerance,
  };
}

function wishFrom(options: BoundaryOptions): Origin['wish'] {
  const { replicate } = options;
  if (replicate !== undefined && replicate.length !== 2) throw missing('two numbers for --replicate');
  return {
    preset: options.candidates,
    sample: options.sample ?? null,
    translationStepAngstrom: options.step,
    gapsAngstrom: options.gaps,
    removedAtMost: options.removed,
    replications: replicate === undefined ? undefined : [[replicate[0], replicate[1]]],
    rattleAngstrom: options.rattle,
    rattleSeeds: options.rattleSeeds,
  };
}

const missing = (what: string): CliError =>
  new CliError(
    EXIT.usage,
    'invalid-parameter',
    `A boundary needs ${what}`,
    'For example: --structure fcc --element Cu --axis 0,0,1 --sigma 5 --plane 2,1,0',
  );
