/** In nearly every specimen, as oxide, film or contamination. */
const EVERYWHERE = 'C O';
/** Elements that many specimens looked at by EELS hold. */
const COMMON = 'B N Al Si S Ca Ti V Cr Mn Fe Co Ni Cu Sr Ba La Ce';
const USUAL =
  'F Na Mg P Cl K Sc Zn Ga Ge Y Zr Nb Mo Ag In Sn Pr Nd Sm Eu Gd Tb Dy Ho Er Yb Lu Hf Ta W Pt Au Pb Bi';
/** Noble gases and elements without a stable isotope: only when nothing else will do. */
const EXOTIC = 'Ne Ar Kr Xe Tc Pm Po At Rn Fr Ra Ac Pa';

const costs = new Map<string, number>([
  ...EVERYWHERE.split(' ').map((symbol) => [symbol, 2.5] as const),
  ...COMMON.split(' ').map((symbol) => [symbol, 4] as const),
  ...USUAL.split(' ').map((symbol) => [symbol, 6] as const),
  ...EXOTIC.split(' ').map((symbol) => [symbol, 14] as const),
]);
const RARE_COST = 9;

/**
 * How much evidence it takes to name an element, in the unit of `surprise` in `explain-rises.ts` (about the negative
 * logarithm of how often the element turns up): 2.5 for carbon and oxygen, 4 for common ones, 6, 9 for rare ones, 14 for exotic ones. A judgement,
 * not a measurement; a list of elements in the recipe replaces it.
 */
export const elementCost = (symbol: string): number => costs.get(symbol) ?? RARE_COST;
