import type { EdgeWindows } from '../edges/edge-windows.js';
import type { FoundEdge } from '../edges/found-edge.js';
import type { BackgroundMethod } from '../preprocessing/background/background-model.js';
import { chooseBackgroundWindow } from '../preprocessing/background/choose-window.js';
import { SpectrumError, type SpectrumImage } from '../spectra/spectrum-image.js';
import type { RunRecord } from './interpretation-input.js';
import type { Recipe } from './recipe.js';

type WindowsFound = Extract<EdgeWindows, { reason: null }>;

interface FitWindowContext {
  readonly scan: SpectrumImage;
  readonly found: readonly FoundEdge[];
  readonly recipe: Recipe;
  readonly record: RunRecord;
}

/** A wider window than the rule's keeps this far from the edge below it, eV. */
const CLEAR_OF_PREVIOUS_EV = 50;
const MIN_WIDTH_EV = 20;

/** A summed spectrum has nothing to tell their common parameters from: it is tested with a power law. */
const COMMON_PARAMETERS: ReadonlySet<BackgroundMethod> = new Set<BackgroundMethod>([
  'power-law-local-average',
  'double-power-law',
  'linear-combination',
]);

/**
 * The fit window of an edge: the recipe's own; with `windowChoice: 'residuals'` the widest that passes the tests of
 * chooseBackgroundWindow on the summed spectrum; otherwise that of the rule (chooseWindows). The rule's stays where there
 * are no 20 eV to choose from.
 *
 * @throws SpectrumError invalid-recipe  the recipe's window runs into the edge
 * Checked: choose-fit-window.spec.ts.
 */
export function fitWindowOf(
  windows: WindowsFound,
  edge: FoundEdge,
  context: FitWindowContext,
): readonly [number, number] {
  const { background } = context.recipe;
  const given = background.windowsEv[windows.id];
  if (given !== undefined) return checked(given, windows, edge);
  return background.windowChoice === 'neighbours'
    ? windows.fitWindowEv
    : byResiduals(windows.fitWindowEv, edge, context);
}

function checked(
  given: readonly [number, number],
  { signalWindowEv }: WindowsFound,
  edge: FoundEdge,
): readonly [number, number] {
  if (given[1] <= signalWindowEv[0]) return given;
  throw new SpectrumError(
    'invalid-recipe',
    `The fit window of ${edge.id}, ${given[0]}–${given[1]} eV, runs into the edge (onset ${edge.onsetEv.toFixed(1)} eV): it must end at ${signalWindowEv[0].toFixed(1)} eV or below.`,
    { pointer: '/background/windowsEv' },
  );
}

function byResiduals(
  rule: readonly [number, number],
  { id, onsetEv }: FoundEdge,
  { scan, found, recipe, record }: FitWindowContext,
): readonly [number, number] {
  const { offsetEv, scaleEv } = scan.energy;
  const below = found.map((edge) => edge.onsetEv).filter((other) => other < onsetEv);
  const previousEv = below.length === 0 ? -Infinity : Math.max(...below) + CLEAR_OF_PREVIOUS_EV;
  const lowestEv = Math.max(Math.min(previousEv, rule[0]), offsetEv, scaleEv);
  if (rule[1] - lowestEv < MIN_WIDTH_EV) return rule;
  const { model } = recipe.background;
  try {
    const { windowEv, warnings } = chooseBackgroundWindow(scan, {
      onsetEv,
      lowestEv,
      gapEv: onsetEv - rule[1],
      minWidthEv: MIN_WIDTH_EV,
      method: COMMON_PARAMETERS.has(model) ? 'power-law' : model,
    });
    for (const { code, message } of warnings) record.warn('background', code, `${id}: ${message}`);
    return windowEv;
  } catch (error) {
    if (!(error instanceof SpectrumError)) throw error;
    record.warn('background', error.code, `${id}: its fit window is that of the rule: ${error.message}`);
    return rule;
  }
}
