import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import type { EnergyCurve } from '../../science/similarity/energy-curve.js';
import type { SpectrumSelection } from '../ports/references.js';
import { collectCounts, type ReadSpectra } from '../read-spectra.js';
import type { ReadResults } from '../read-results.js';
import { WorkflowError } from '../workflow-error.js';

/** Spectra of parts of an analysis, preprocessed, on the calibrated axis. */
export class SelectSpectrum {
  constructor(
    private readonly results: ReadResults,
    private readonly spectra: ReadSpectra,
  ) {}

  /** @throws WorkflowError not-found, not-finished; invalid-parameter  the analysis has no such part */
  async of(ownerId: string, analysisId: string, selection: SpectrumSelection): Promise<EnergyCurve> {
    const { cluster, component, pixels } = selection;
    if ([cluster, component, pixels].filter((one) => one !== null).length > 1) {
      throw new WorkflowError('invalid-parameter', 'Select one: a cluster, a component or pixels.');
    }
    const { result } = await this.results.ofAnalysis(ownerId, analysisId);
    if (pixels !== null) return this.meanOfPixels(ownerId, analysisId, pixels);
    if (component !== null) return ofComponent(result, component);
    const { energy } = result.calibration;
    const values = cluster === null ? result.scan.meanSpectrum : result.clusters?.meanSpectra[cluster];
    return values === undefined
      ? missing(`cluster ${cluster}`)
      : { energy, values: Float64Array.from(values) };
  }

  private async meanOfPixels(
    ownerId: string,
    analysisId: string,
    [from, to]: readonly [number, number],
  ): Promise<EnergyCurve> {
    const sum = await this.spectra.ofAnalysis(ownerId, analysisId, { from, to, sum: true });
    const counts = await collectCounts(sum);
    return { energy: sum.energy, values: Float64Array.from(counts, (count) => count / (to - from)) };
  }
}

function ofComponent({ unmixing, calibration }: InterpretationResult, component: number): EnergyCurve {
  const values = unmixing?.components[component];
  if (unmixing === null || values === undefined) return missing(`component ${component}`);
  const [first, end] = unmixing.channelRange;
  const { offsetEv, scaleEv } = calibration.energy;
  const energy = { offsetEv: offsetEv + first * scaleEv, scaleEv, nChannels: end - first };
  return { energy, values: Float64Array.from(values) };
}

const missing = (what: string): never => {
  throw new WorkflowError('invalid-parameter', `The analysis has no ${what}.`);
};
