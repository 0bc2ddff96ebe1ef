import { isElement } from '../crystal/elements.js';
import { PROTOTYPE_NAMES, type PrototypeName } from '../crystal/prototypes.js';
import { CatalogueError } from './catalogue-error.js';

/** A crystal by structure type and elements in the prototype's order. */
export interface Material {
  readonly structure: PrototypeName;
  readonly elements: readonly string[];
}

/** Structure of elements and compounds at room temperature and pressure. Source: CRC Handbook of Chemistry and Physics. */
const COMMON: Readonly<Record<PrototypeName, string>> = {
  fcc: 'Al Ni Cu Rh Pd Ag Ir Pt Au Pb Ca Sr Ce Th',
  bcc: 'Li Na K V Cr Fe Nb Mo Ba Ta W Rb Cs Eu',
  hcp: 'Be Mg Sc Ti Co Zn Y Zr Tc Ru Cd Hf Re Os',
  diamond: 'C Si Ge',
  zincblende: 'GaAs GaP GaSb InAs InP InSb AlAs AlP AlSb ZnS ZnSe ZnTe CdTe SiC BN BP',
  wurtzite: 'ZnO GaN AlN InN CdS CdSe BeO',
  rocksalt: 'MgO CaO SrO BaO NiO FeO CoO MnO NaCl KCl LiF LiCl NaF KBr TiN TiC ZrN ZrC HfC VN CrN PbS PbTe',
  fluorite: 'CaF2 SrF2 BaF2 CeO2 UO2 ThO2 PuO2 ZrO2',
  perovskite: 'SrTiO3 BaTiO3 CaTiO3 SrZrO3 BaZrO3 LaMnO3 LaAlO3 KTaO3 SrRuO3 LaCoO3 LaFeO3',
};
/** Atoms of each element in a formula unit of the prototype. */
const UNITS: Readonly<Record<PrototypeName, readonly number[]>> = {
  fcc: [1],
  bcc: [1],
  hcp: [1],
  diamond: [1],
  zincblende: [1, 1],
  wurtzite: [1, 1],
  rocksalt: [1, 1],
  fluorite: [1, 2],
  perovskite: [1, 1, 3],
};

/**
 * The crystal that a name means: 'fcc Cu', 'fluorite UO2', or a formula alone where its common structure is known (of
 * perovskites and zirconia the cubic one).
 *
 * @throws CatalogueError unknown-material
 */
export function materialOf(text: string): Material {
  const words = text.trim().split(/[\s:]+/);
  const structure = PROTOTYPE_NAMES.find((name) => words.includes(name)) ?? null;
  const formula = words.filter((word) => word !== structure);
  if (formula.length === 1) {
    const found = structure === null ? commonStructure(formula[0]) : structure;
    const elements = found === null ? null : elementsOf(found, formula[0]);
    if (found !== null && elements !== null) return { structure: found, elements };
  }
  throw new CatalogueError(
    'unknown-material',
    `${JSON.stringify(text)} names no crystal that is known: write the structure and the formula, as in "fluorite UO2"; structures are ${PROTOTYPE_NAMES.join(', ')}`,
    { material: text },
  );
}

function commonStructure(formula: string): PrototypeName | null {
  return PROTOTYPE_NAMES.find((name) => COMMON[name].split(' ').includes(formula)) ?? null;
}

/** Elements in the order of the prototype; null: the formula has other counts. */
function elementsOf(structure: PrototypeName, formula: string): string[] | null {
  const parts = [...formula.matchAll(/([A-Z][a-z]?)(\d*)/g)];
  if (parts.map(([whole]) => whole).join('') !== formula) return null;
  const left = parts.map(([, symbol, count]) => ({ symbol, count: count === '' ? 1 : Number(count) }));
  if (!left.every(({ symbol }) => isElement(symbol))) return null;
  const elements: string[] = [];
  for (const n of UNITS[structure]) {
    const at = left.findIndex(({ count }) => count === n);
    if (at < 0) return null;
    elements.push(left.splice(at, 1)[0].symbol);
  }
  return left.length === 0 ? elements : null;
}

/** 'SrTiO3' of a structure and its elements in the prototype's order. */
export function formulaOf({ structure, elements }: Material): string {
  return elements
    .map((element, i) => (UNITS[structure][i] === 1 ? element : `${element}${UNITS[structure][i]}`))
    .join('');
}
