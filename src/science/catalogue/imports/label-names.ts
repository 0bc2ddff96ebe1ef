import { PROTOTYPE_NAMES } from '../../crystal/prototypes.js';
import { formulaOf } from '../materials.js';
import type { BoundaryNames } from './boundary-of-options.js';
import { indicesOf } from './cells.js';

const LABEL = /Σ(\d+) \(([^)]+)\)(?:∥\(([^)]+)\))?\[([^\]]+)\] [a-z -]+, (\w+) ((?:[A-Z][a-z]?)+)/;

/**
 * What a label of ours says, 'Σ5 (210)[001] symmetric tilt, fcc Cu' (as our structure files carry it): elements stand
 * in the prototype's order. null: another text, or a crystal that is no prototype.
 */
export function namesOfLabel(
  label: string,
): Pick<BoundaryNames, 'material' | 'sigma' | 'axis' | 'plane' | 'planeB'> | null {
  const found = LABEL.exec(label);
  const structure = PROTOTYPE_NAMES.find((name) => name === found?.[5]);
  if (found === null || structure === undefined) return null;
  const [, sigma, plane, planeB, axis, , elements] = found;
  const material = `${structure} ${formulaOf({ structure, elements: elements.match(/[A-Z][a-z]?/g) ?? [] })}`;
  return {
    material,
    sigma: Number(sigma),
    axis: indicesOf(axis, 'axis'),
    plane: indicesOf(plane, 'plane'),
    planeB: planeB === undefined ? null : indicesOf(planeB, 'plane'),
  };
}
