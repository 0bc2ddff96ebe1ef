import { materialOf } from '../../science/catalogue/materials.js';
import { DEFAULT_PROTOCOL } from '../boundary-search/search-defaults.js';
import type { Sidecar } from '../ports/records.js';
import type { SearchTemplate } from '../ports/rules.js';
import type { SearchRequest } from '../searches/submit-search.js';
import { WorkflowError } from '../workflow-error.js';

/** Potentials that come with the program, by structure and elements. */
const BUILT_IN: Readonly<Record<string, string>> = { 'fcc Cu': 'mishin-cu-2001' };

/**
 * The search of the boundary that a sidecar names.
 *
 * @throws WorkflowError rule-not-applicable  it names none, or there is no potential for its material
 * @throws CatalogueError unknown-material
 */
export function searchOfSidecar(
  ownerId: string,
  sidecar: Sidecar | null,
  { settings, candidates, parallel }: SearchTemplate,
): SearchRequest {
  const boundary = sidecar?.boundary ?? null;
  if (boundary === null)
    throw new WorkflowError('rule-not-applicable', 'No search: the sidecar names no boundary.');
  const { structure, elements } = materialOf(boundary.material);
  const name = `${structure} ${elements.join('')}`;
  if (!Object.hasOwn(BUILT_IN, name))
    throw new WorkflowError(
      'rule-not-applicable',
      `No search: there is no potential for ${name} in the program, only for ${Object.keys(BUILT_IN).join(', ')}.`,
    );
  const { latticeAngstrom, axis, sigma, plane, planeB } = boundary;
  const recipe = {
    boundary: {
      crystal: { structure, elements, latticeAngstrom },
      otherCrystal: null,
      ...{ axis, sigma, plane, otherPlane: planeB, strainLimit: 0.05 },
    },
    protocol: DEFAULT_PROTOCOL,
    candidates,
    engine: { name: 'eam' as const, potential: BUILT_IN[name], sha256: null },
  };
  return { ownerId, candidates: { recipe }, settings, learnFrom: [], parallel };
}
