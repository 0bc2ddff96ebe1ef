import type { Rng } from '../../science/numerics/rng.js';
import { even } from '../augmentation/augmentation-plan.js';
import { spectrumOf, type LabelledSpectra } from '../datasets/labelled-spectra.js';
import type { Mixtures } from '../tasks/task-definition.js';

/** A mixture: its spectrum, the shares of the kinds, and the spectra it is made of. */
export interface Mixture {
  readonly values: Float64Array;
  readonly shares: readonly number[];
  readonly of: readonly number[];
}

/** Spectra of one kind alone, by kind. */
export function pureSpectra(spectra: LabelledSpectra, which: readonly number[], tensor: string): number[][] {
  const { width, values } = spectra.truth[tensor];
  return Array.from({ length: width }, (_, kind) => which.filter((i) => values[i * width + kind] === 1));
}

/**
 * Draws a mixture: of each kind a blend of two spectra, moved and stretched a little, times its share; and continuum steps
 * behind the highest maximum.
 *
 * @param pure  spectra by kind; kinds without any are not drawn
 */
export function drawMixture(
  spectra: LabelledSpectra,
  pure: readonly (readonly number[])[],
  plan: Mixtures,
  rng: Rng,
): Mixture {
  const shares = drawShares(pure, plan, rng);
  const values = new Float64Array(spectra.axis.nChannels);
  const of: number[] = [];
  shares.forEach((share, kind) => {
    if (share === 0) return;
    const [a, b] = [0, 1].map(() => pure[kind][rng.integer(pure[kind].length)]);
    of.push(a, b);
    const blend = rng.uniform();
    const [sa, sb] = [spectrumOf(spectra, a), spectrumOf(spectra, b)];
    const one = sa.map((v, i) => blend * v + (1 - blend) * sb[i]);
    const moved = movedAndStretched(one, spectra, plan, rng);
    for (let i = 0; i < values.length; i++) values[i] += share * moved[i];
  });
  addContinuum(values, spectra.axis.scaleEv, plan, rng);
  return { values, shares, of };
}

function drawShares(pure: readonly (readonly number[])[], plan: Mixtures, rng: Rng): number[] {
  const kinds = pure.flatMap((list, kind) => (list.length > 0 ? [kind] : []));
  const shares = new Array<number>(pure.length).fill(0);
  const how = rng.uniform();
  if (how < plan.pureShare || kinds.length === 1) {
    shares[kinds[rng.integer(kinds.length)]] = 1;
  } else if (how < plan.pureShare + plan.pairShare) {
    const first = rng.integer(kinds.length - 1);
    shares[kinds[first]] = rng.uniform();
    shares[kinds[first + 1]] = 1 - shares[kinds[first]];
  } else {
    // Even over all mixtures: exponential numbers, divided by their sum.
    for (const kind of kinds) shares[kind] = -Math.log(1 - rng.uniform());
    const total = shares.reduce((a, b) => a + b, 0);
    return shares.map((s) => s / total);
  }
  return shares;
}

function movedAndStretched(
  values: Float64Array,
  { axis }: LabelledSpectra,
  { shiftStdEv, stretchStd, stretchedAboutEv }: Mixtures,
  rng: Rng,
): Float64Array {
  const shift = (shiftStdEv * rng.normal()) / axis.scaleEv;
  const stretch = 1 + stretchStd * rng.normal();
  const about = (stretchedAboutEv - axis.offsetEv) / axis.scaleEv;
  const last = values.length - 1;
  return values.map((_, i) => {
    const at = Math.min(last, Math.max(0, (i - shift - about) / stretch + about));
    const k = Math.min(last - 1, Math.floor(at));
    return values[k] + (at - k) * (values[k + 1] - values[k]);
  });
}

function addContinuum(values: Float64Array, stepEv: number, { continuum }: Mixtures, rng: Rng): void {
  const top = values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity));
  const height = values[top] * even(continuum.height, rng);
  const step = (i: number, behindEv: number): number =>
    0.5 + Math.atan(((i - top) * stepEv - behindEv) / continuum.widthEv) / Math.PI;
  const [first, second] = continuum.atEv;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.max(0, values[i] + height * ((2 / 3) * step(i, first) + (1 / 3) * step(i, second)));
  }
}
