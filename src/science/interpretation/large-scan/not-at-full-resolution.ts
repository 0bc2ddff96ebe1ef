import type { StepWarning } from '../interpretation-result.js';
import { DEFAULT_RECIPE, type Recipe } from '../recipe.js';

/** What maps of all pixels follow, a group of the recipe or one field of it. */
const IN_MAPS: readonly string[] = [
  'schema',
  'name',
  'seed',
  'spikes',
  'zeroLoss.align',
  'zeroLoss.method',
  'zeroLoss.drift',
  'zeroLoss.driftDegree',
  'energyCalibration',
  'edges.elements',
  'edges.maxOffsetEv',
  'edges.minSignificance',
  'background.windowChoice',
  'background.windowsEv',
  // Said of the scan, not asked of the program.
  'acquisition',
  'thickness',
  'decomposition.rank',
  'decomposition.maxRank',
  'decomposition.method',
  'decomposition.start',
  'decomposition.nmfMaxIterations',
  'decomposition.nmfTolerance',
  'clustering',
];

/** What is done with the summed pixels only. */
const IN_RESULT: readonly string[] = [
  'edges.shift',
  'background.model',
  'background.radiusPositions',
  'quantification',
  // Amounts in the maps are of least squares alone.
  'decomposition.sparsity',
  'decomposition.sparsityOf',
  'decomposition.sumToOne',
  'decomposition.smoothness',
  'decomposition.bootstrap',
  'references',
  'whiteLines',
  'descriptors',
  'changePoints',
];

export interface LargeRecipe {
  /** For the summed pixels: what is not done at all is at its default. */
  readonly recipe: Recipe;
  readonly warnings: readonly StepWarning[];
}

/**
 * What of a recipe a scan larger than memory gets. A field that says other than the default and is in neither list above (a new
 * one, for instance) is left at its default: it could change the shape of what maps are made from. Nothing is left out in silence.
 *
 * Checked: each field of the recipe is in a list or named in a warning (not-at-full-resolution.spec.ts).
 */
export function notAtFullResolution(asked: Recipe): LargeRecipe {
  const other = leavesOf(asked).filter(
    ({ path, value }) => JSON.stringify(value) !== JSON.stringify(valueAt(DEFAULT_RECIPE, path)),
  );
  const within = (list: readonly string[], path: readonly string[]): boolean =>
    list.includes(path[0]) || list.includes(path.join('.'));
  const inResult = other.filter(({ path }) => within(IN_RESULT, path));
  const notDone = other.filter(({ path }) => !within(IN_RESULT, path) && !within(IN_MAPS, path));
  const recipe: Record<string, unknown> = { ...asked };
  for (const { path } of notDone) {
    const value = valueAt(DEFAULT_RECIPE, path);
    recipe[path[0]] =
      path.length === 1 ? value : { ...(recipe[path[0]] as Record<string, unknown>), [path[1]]: value };
  }
  const names = (leaves: readonly Leaf[]): string => leaves.map(({ path }) => path.join('.')).join(', ');
  const warn = (message: string): StepWarning => ({
    step: 'large-scan',
    code: 'not-at-full-resolution',
    message,
  });
  return {
    recipe: recipe as unknown as Recipe,
    warnings: [
      ...(notDone.length === 0
        ? []
        : [warn(`Not done for a scan that is larger than memory: ${names(notDone)} of the recipe.`)]),
      ...(inResult.length === 0
        ? []
        : [
            warn(
              `Done with the summed pixels, not in the maps of all pixels: ${names(inResult)} of the recipe.`,
            ),
          ]),
    ],
  };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The fields of a recipe: those of its groups, and those that stand alone. */
const leavesOf = (recipe: Recipe): Leaf[] =>
  Object.entries(recipe).flatMap(([key, group]): Leaf[] =>
    typeof group === 'object' && group !== null && !Array.isArray(group)
      ? Object.entries(group as object).map(([field, value]) => ({
          path: [key, field],
          value: value as unknown,
        }))
      : [{ path: [key], value: group as unknown }],
  );

const valueAt = (recipe: Recipe, path: readonly string[]): unknown =>
  path.reduce((value, key) => (value as Record<string, unknown> | undefined)?.[key], recipe as unknown);
