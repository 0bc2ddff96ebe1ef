import { gcd } from '../grain-boundaries/integer-lattice.js';

/** The element sequence of IUPAC's Red Book (2005, Table VI) from its end: what a formula names first stands first. */
const SEQUENCE = (
  'Rn Xe Kr Ar Ne He Fr Cs Rb K Na Li Ra Ba Sr Ca Mg Be Lr No Md Fm Es Cf Bk Cm Am Pu Np U Pa Th Ac ' +
  'Lu Yb Tm Er Ho Dy Tb Gd Eu Sm Pm Nd Pr Ce La Y Sc Rf Hf Zr Ti Db Ta Nb V Sg W Mo Cr Bh Re Tc Mn Hs Os Ru Fe ' +
  'Mt Ir Rh Co Ds Pt Pd Ni Rg Au Ag Cu Cn Hg Cd Zn Nh Tl In Ga Al B Fl Pb Sn Ge Si C Mc Bi Sb As P N H Lv Po Te Se S O ' +
  'Ts At I Br Cl F'
).split(' ');
const PLACES = new Map(SEQUENCE.map((element, place) => [element, place]));
/** What is no element comes last, alphabetically. */
const placeOf = (element: string): number => PLACES.get(element) ?? SEQUENCE.length;

/** 'SrTiO3' of the elements of all atoms: counts without common divisor, in the order in which people write them. */
export const writtenFormula = (elements: readonly string[]): string =>
  formulaOf(elements, (a, b) => placeOf(a) - placeOf(b) || alphabetical(a, b));

/** 'O3SrTi' of the elements of all atoms: counts without common divisor, in alphabetical order, as OPTIMADE asks. */
export const reducedFormula = (elements: readonly string[]): string => formulaOf(elements, alphabetical);

const alphabetical = (a: string, b: string): number => (a < b ? -1 : 1);

function formulaOf(elements: readonly string[], order: (a: string, b: string) => number): string {
  const counts = new Map<string, number>();
  for (const element of elements) counts.set(element, (counts.get(element) ?? 0) + 1);
  const divisor = gcd(...counts.values());
  return [...counts]
    .sort(([a], [b]) => order(a, b))
    .map(([element, n]) => (n === divisor ? element : `${element}${n / divisor}`))
    .join('');
}
