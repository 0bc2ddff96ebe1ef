import type {
  Calibration,
  ChangePoint,
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

/** 'Mn-L3' → family 'Mn-L'; 'O_K' → 'O-K'. */
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
  if (found.length === 0) return `${extent(scan)}; no ionisation edge stands out of its noise.`;
  return `${extent(scan)} with ${listInWords(found)}.`;
}

function changeSentence(point: ChangePoint): string {
  const where = withDoubt(point.position, point.std, point.unit);
  const what = point.what.slice(0, 2);
  return what.length === 0
    ? `The spectra change at ${where}.`
    : `The spectra change at ${where}: ${listInWords(what)}.`;
}

function calibrationSentence(calibration: Calibration): string | null {
  if (calibration.source === 'none' || Math.abs(calibration.shiftEv) < 0.05) return null;
  const source =
    calibration.source === 'zero-loss' ? 'the zero-loss peak' : 'the edges found, fitted together';
  return `The energy axis was moved by ${withDoubt(calibration.shiftEv, calibration.stdEv, 'eV')}, by ${source}.`;
}

function componentsSentence(pca: PcaResult, nClusters: number | null): string {
  const n = pca.rank.chosen;
  const why = pca.rank.rule === 'noise-edge' ? 'stand out of counting noise' : 'were asked for';
  const components = `${n} component${n === 1 ? '' : 's'} ${why}`;
  return nClusters === null || nClusters === 1
    ? `${components}; the spectra form one group.`
    : `${components}; the spectra form ${nClusters} groups.`;
}

/** The answer in words, most important first: what changes where, then what is there, then what was done to the axis. */
export function answerInWords(parts: Parts): string[] {
  const sentences: (string | null)[] = parts.changePoints.map(changeSentence);
  const isLine = parts.scan.navigation.length === 1 && parts.scan.nPixels > 1;
  if (isLine && parts.changePoints.length === 0)
    sentences.push('Nothing changes along the line beyond noise.');
  sentences.push(edgesSentence(parts.scan, parts.edges));
  if (parts.pca !== null) sentences.push(componentsSentence(parts.pca, parts.clusters?.nClusters ?? null));
  sentences.push(calibrationSentence(parts.calibration));
  return sentences.filter((sentence) => sentence !== null);
}
