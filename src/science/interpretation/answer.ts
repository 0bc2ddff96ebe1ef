import { changeInWords, whatDiffers } from './change-description.js';
import type {
  Calibration,
  ChangePoint,
  ClusterResult,
  DescriptorChange,
  DescriptorProfile,
  EdgeResult,
  InterpretationResult,
  PcaResult,
  ScanSummary,
} from './interpretation-result.js';
import { listInWords, withDoubt } from './with-doubt.js';

type Parts = Pick<
  InterpretationResult,
  'scan' | 'edges' | 'changePoints' | 'pca' | 'clusters' | 'calibration' | 'profiles'
>;

/** So many descriptors are named for a change; the rest stands in its list. */
const NAMED = 3;
/** What comes back to within this share of a step has come back. */
const BACK_SHARE = 0.35;

/** 'Mn_L3' → 'Mn-L' */
const family = (edge: EdgeResult): string => `${edge.element}-${edge.shell.replace(/\d.*$/, '')}`;

function extent(scan: ScanSummary): string {
  if (scan.navigation.length === 0) return 'A single spectrum';
  const axes = scan.navigation.map((axis) => {
    const length = Number((Math.abs(axis.scale) * (axis.size - 1)).toPrecision(3));
    return axis.unit === '' ? `${axis.size}` : `${axis.size} (${length} ${axis.unit})`;
  });
  return scan.navigation.length === 1
    ? `A line of ${axes[0]} positions`
    : `A map of ${axes.join(' × ')} positions`;
}

function edgesSentence(scan: ScanSummary, edges: readonly EdgeResult[]): string {
  const found = [...new Set(edges.map(family))];
  if (found.length > 0) return `${extent(scan)} with ${listInWords(found)}.`;
  return `${extent(scan)}; no edge was identified: none in range, too little of the spectrum below it, the background already removed, or lost in noise.`;
}

function changeSentence(point: ChangePoint): string {
  const where = withDoubt(point.position, point.std, point.unit);
  const what = point.changes.slice(0, NAMED).map(changeInWords);
  return what.length === 0
    ? `The spectra change at ${where}.`
    : `The spectra change at ${where}: ${listInWords(what)}.`;
}

/** Changes of the first point that the second takes back: what is different only between the two. */
function takenBack(first: ChangePoint, second: ChangePoint): DescriptorChange[] {
  return first.changes.filter((change) => {
    const back = second.changes.find(({ id }) => id === change.id);
    return (
      back !== undefined && Math.abs(back.to - change.from) < BACK_SHARE * Math.abs(change.to - change.from)
    );
  });
}

function bandSentence(first: ChangePoint, second: ChangePoint, changes: readonly DescriptorChange[]): string {
  const where = `${withDoubt(first.position, first.std)} and ${withDoubt(second.position, second.std, second.unit)}`;
  const what = changes
    .slice(0, NAMED)
    .map(
      ({ label, unit, from, fromStd, to, toStd }) =>
        `${label} is ${withDoubt(to, toStd, unit)}, outside ${withDoubt(from, fromStd, unit)}`,
    );
  return `Between ${where} the spectra differ from both sides: ${what.join('; ')}.`;
}

/** One sentence a change; two changes that undo each other are one stretch between them. */
function changeSentences(points: readonly ChangePoint[]): string[] {
  const sentences: string[] = [];
  for (let k = 0; k < points.length; k++) {
    const next = points[k + 1];
    const back = next === undefined ? [] : takenBack(points[k], next);
    if (back.length > 0) {
      sentences.push(bandSentence(points[k], next, back));
      k += 1;
    } else sentences.push(changeSentence(points[k]));
  }
  return sentences;
}

/** How the two largest groups of a map differ. */
function groupsSentence(
  clusters: ClusterResult | null,
  profiles: readonly DescriptorProfile[],
): string | null {
  if (clusters === null || clusters.nClusters < 2) return null;
  const groups = Array.from({ length: clusters.nClusters }, (_, name) => ({
    name: String.fromCharCode(65 + name),
    pixels: clusters.labels.flatMap((label, pixel) => (label === name ? [pixel] : [])),
  })).sort((a, b) => b.pixels.length - a.pixels.length);
  const [a, b] = groups;
  const what = whatDiffers(profiles, a.pixels, b.pixels)
    .slice(0, NAMED)
    .map(
      ({ label, unit, from, fromStd, to, toStd }) =>
        `${label} ${withDoubt(from, fromStd, unit)} against ${withDoubt(to, toStd, unit)}`,
    );
  return what.length === 0
    ? null
    : `Group ${a.name} (${share(a.pixels, clusters)}) and group ${b.name} (${share(b.pixels, clusters)}) differ: ${what.join('; ')}.`;
}

const share = (pixels: readonly number[], { labels }: ClusterResult): string =>
  `${Math.round((100 * pixels.length) / labels.length)} %`;

function bySource({ source, byEdgesEv }: Calibration): string {
  if (source === 'recipe') return 'the features that the recipe names';
  return byEdgesEv === null ? 'the zero-loss peak' : 'the edges found, fitted together';
}

function calibrationSentence(calibration: Calibration): string | null {
  const { shiftEv, stdEv, byZeroLossEv, byEdgesEv, dispersionFactor } = calibration;
  if (calibration.source === 'none' || Math.abs(shiftEv) < 0.05) return null;
  const ev = (x: number): string => `${x.toFixed(1).replace('-', '−')} eV`;
  const why =
    byZeroLossEv !== null && byEdgesEv !== null
      ? `: ${ev(byZeroLossEv)} by the zero-loss peak and ${ev(byEdgesEv)} more by the edges found`
      : `, by ${bySource(calibration)}`;
  const stretched =
    dispersionFactor === 1
      ? ''
      : ` Its dispersion was changed by ${withDoubt(100 * (dispersionFactor - 1), null)} %.`;
  return `The energy axis was moved by ${withDoubt(shiftEv, stdEv, 'eV')}${why}.${stretched}`;
}

const WHY: Readonly<Record<PcaResult['rank']['rule'], (isOne: boolean) => string>> = {
  'noise-edge': (isOne) => (isOne ? 'stands out of noise' : 'stand out of noise'),
  'gavish-donoho': () => 'by the threshold of Gavish and Donoho',
  elbow: () => 'up to the bend of the scree',
  'cross-validation': (isOne) => `${isOne ? 'predicts' : 'predict'} one half of the electrons from the other`,
  fixed: () => 'as asked for',
};

function componentsSentence(pca: PcaResult, nClusters: number | null): string {
  const n = pca.rank.chosen;
  const why = WHY[pca.rank.rule](n === 1);
  const components = `${n} component${n === 1 ? '' : 's'} ${why}`;
  return nClusters === null || nClusters === 1
    ? `${components}; the spectra form one group.`
    : `${components}; the spectra form ${nClusters} groups.`;
}

/** The answer in words, most important first: what changes where, then what is there, then what was done to the axis. */
export function answerInWords(parts: Parts): string[] {
  const { scan, edges, changePoints, clusters, pca, calibration, profiles } = parts;
  const isLine = scan.navigation.length === 1 && scan.nPixels > 1;
  return [
    ...changeSentences(changePoints),
    isLine && changePoints.length === 0 ? 'Nothing changes along the line beyond noise.' : null,
    isLine ? null : groupsSentence(clusters, profiles),
    edgesSentence(scan, edges),
    pca === null ? null : componentsSentence(pca, clusters?.nClusters ?? null),
    calibrationSentence(calibration),
  ].filter((sentence) => sentence !== null);
}
