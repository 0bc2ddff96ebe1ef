import type { ClassesEstimate, DescriptorReading, ScalarEstimate } from '../descriptors/descriptor-result.js';
import { median, quantile } from '../numerics/statistics.js';
import type { InterpretationResult, ScanSummary } from './interpretation-result.js';
import { stretchThatDiffers } from './stretch-that-differs.js';
import { withDoubt } from './with-doubt.js';

type Context = Pick<InterpretationResult, 'scan'>;

/** Below this a difference along the line is not spoken of, standard deviations; half a doubt of one value besides. */
const MIN_SIGNIFICANCE = 6;

/** What a network found, in words: its first number along the scan, where it abstains, who disagrees. */
export function descriptorSentences(reading: DescriptorReading, { scan }: Context): string[] {
  const { verdicts, status } = reading;
  const inside = verdicts.flatMap((verdict, pixel) => (verdict.inside ? [pixel] : []));
  if (inside.length === 0) return [`${abstains(reading)}.`];
  const isMostlyOutside = 2 * inside.length < verdicts.length;
  const what = headSentence(reading, isMostlyOutside ? { navigation: [] } : scan);
  const doubt =
    inside.length === verdicts.length
      ? ''
      : `; outside what the network knows at ${verdicts.length - inside.length} of ${verdicts.length} positions`;
  if (isMostlyOutside) {
    const where = `At ${inside.length} of ${verdicts.length} positions, the only ones the network ${reading.modelId}${status === 'released' ? '' : ` (a ${status})`} knows`;
    return [`${where}: ${what[0].toLowerCase()}${what.slice(1)}.`, ...disagreements(reading)];
  }
  const preview = status === 'released' ? '' : ` (${reading.modelId}, a ${status})`;
  return [`${what}${doubt}${preview}.`, ...disagreements(reading)];
}

function abstains({ modelId, edgeId, verdicts }: DescriptorReading): string {
  const reason = verdicts.find(({ reason: why }) => why !== null)?.reason ?? 'no spectrum could be read';
  const where = verdicts.length === 1 ? '' : ` at all ${verdicts.length} positions`;
  return `The network ${modelId} abstains on ${edgeId}${where}: ${reason}`;
}

type Positions = Pick<ScanSummary, 'navigation'>;

function headSentence({ estimates, modelId }: DescriptorReading, scan: Positions): string {
  const number = estimates.find((one): one is ScalarEstimate => one.kind === 'scalar');
  if (number !== undefined) return scalarSentence(number, scan);
  const classes = estimates.find((one): one is ClassesEstimate => one.kind === 'classes');
  return classes === undefined ? `The network ${modelId} answers with curves` : classSentence(classes);
}

const capital = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}`;

/** Half of a 90 % interval of a Gaussian, in standard deviations. */
const SIGMA_OF_INTERVAL = 1.645;

function scalarSentence({ label, unit, values, low, high }: ScalarEstimate, scan: Positions): string {
  const known = values.flatMap((value, pixel) => (value === null ? [] : [{ value, pixel }]));
  // What held-out spectra showed it to be off by; members of an ensemble may agree far better than that.
  const doubt = median(known.map(({ pixel }) => (high[pixel]! - low[pixel]!) / 2)) / SIGMA_OF_INTERVAL;
  const all = known.map((one) => one.value);
  const say = (value: number): string => withDoubt(value, doubt, unit);
  if (known.length === 1) return `${capital(label)} is ${say(all[0])}`;
  const middle = say(median(all));
  if (scan.navigation.length !== 1) {
    const [low, high] = [quantile(all, 0.05), quantile(all, 0.95)].map((value) => say(value).split(' ± ')[0]);
    const tail = unit === '' ? '' : ` ${unit}`;
    return `${capital(label)} is ${middle} (median; the middle nine tenths lie from ${low} to ${high}${tail})`;
  }
  const stretch = stretchThatDiffers(all);
  const isTold =
    stretch !== null &&
    stretch.significance > MIN_SIGNIFICANCE &&
    Math.abs(stretch.inside - stretch.outside) > doubt / 2;
  if (!isTold) return `${capital(label)} is ${middle} along the line`;
  const [axis] = scan.navigation;
  const at = (k: number): number => axis.offset + known[k].pixel * axis.scale;
  const where = (from: number, to: number): string =>
    `${rounded(at(from))} and ${rounded(at(to))}${axis.unit === '' ? '' : ` ${axis.unit}`}`;
  const isDown = stretch.inside < stretch.outside;
  if (stretch.from > 0 && stretch.to < all.length) {
    const between = where(stretch.from, stretch.to - 1);
    return `${capital(label)} is ${say(stretch.outside)} and ${isDown ? 'falls' : 'rises'} to ${say(stretch.inside)} between ${between}`;
  }
  const [first, second] =
    stretch.from === 0 ? [stretch.inside, stretch.outside] : [stretch.outside, stretch.inside];
  const at2 = stretch.from === 0 ? stretch.to : stretch.from;
  const place = `${rounded((at(at2 - 1) + at(at2)) / 2)}${axis.unit === '' ? '' : ` ${axis.unit}`}`;
  return `${capital(label)} ${second < first ? 'falls' : 'rises'} from ${say(first)} to ${say(second)} at ${place}`;
}

const rounded = (x: number): string => String(Number(x.toPrecision(3))).replace('-', '−');

function classSentence({ label, labels, sets }: ClassesEstimate): string {
  const known = sets.filter((set) => set !== null);
  const counts = labels.map((name) => ({
    name,
    n: known.filter((set) => set.length === 1 && set[0] === name).length,
  }));
  const sure = counts
    .filter(({ n }) => n > 0)
    .sort((a, b) => b.n - a.n)
    .map(({ name, n }) => `${name} at ${n}`);
  const open = known.length - counts.reduce((sum, { n }) => sum + n, 0);
  const rest = open === 0 ? [] : [`undecided at ${open}`];
  return `${capital(label)}: ${[...sure, ...rest].join(', ')} of ${known.length} positions`;
}

/** One sentence for each opinion that disagrees at more positions than chance lets it (one in ten). */
function disagreements({ secondOpinions, estimates }: DescriptorReading): string[] {
  return secondOpinions.flatMap(({ descriptorId, method, values, disagrees }) => {
    const estimate = estimates.find(({ id }) => id === descriptorId);
    const both = values.filter(
      (value, pixel) => value !== null && estimate?.kind === 'scalar' && estimate.values[pixel] !== null,
    ).length;
    if (both === 0 || disagrees.length <= Math.max(1, both / 10)) return [];
    return [`The ${method} disagrees with the network at ${disagrees.length} of ${both} positions.`];
  });
}
