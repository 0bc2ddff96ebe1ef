import {
  type PossibleBoundary,
  type RegionDescriptor,
  type RegionReading,
  suggestBoundaries,
  type Suggestion,
} from '../../science/catalogue/suggest-boundaries.js';
import { EDGE_TABLE } from '../../science/edges/edge-table.js';
import type { DescriptorReading, ScalarEstimate } from '../../science/descriptors/descriptor-result.js';
import type { InterpretationResult } from '../../science/interpretation/interpretation-result.js';
import { mean, sum } from '../../science/numerics/statistics.js';
import { STRUCTURE_DESCRIPTORS } from '../../science/structure-descriptors/registry.js';
import type {
  BoundarySummary,
  CatalogueRepository,
  CatalogueStamp,
  NewEvidence,
  ScanRegion,
  StoredEvidence,
} from '../ports/catalogue.js';
import type { ReadResults } from '../read-results.js';
import { checkRegion, measuredInRegion } from './measured-in-region.js';

/** So many are looked at more closely, and told. */
const TOLD = 10;
/** A boundary that fits worse is not worth a look. */
const LEAST_SCORE = 0.05;

export interface RankedBoundary extends Suggestion {
  readonly boundary: BoundarySummary;
}

export interface RegionRequest {
  readonly analysisId: string;
  readonly fromPixel: number;
  /** The pixel after the last; null: to the end. */
  readonly toPixel: number | null;
}

/** Which boundaries of the catalogue a region of a scan may be; nothing is accepted by itself. */
export class SuggestBoundaries {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly results: ReadResults,
  ) {}

  /** At most ten, best first. @throws WorkflowError not-found, not-finished; invalid-parameter  pixels that the scan has not */
  async rank(ownerId: string, request: RegionRequest): Promise<readonly RankedBoundary[]> {
    const { result } = await this.results.ofAnalysis(ownerId, request.analysisId);
    return this.ranked(ownerId, readingOf(result, request));
  }

  /**
   * Keeps the ranked ones, or the named one of them, as suggestions that wait for a decision; one that waits or was decided for the same region is not
   * suggested again.
   */
  async keep(
    ownerId: string,
    request: RegionRequest & { readonly boundaryId: string | null },
    stamp: CatalogueStamp,
  ): Promise<readonly StoredEvidence[]> {
    const { analysisId, fromPixel } = request;
    const { analysis, result } = await this.results.ofAnalysis(ownerId, analysisId);
    const toPixel = request.toPixel ?? result.scan.nPixels;
    const ranked = await this.ranked(ownerId, readingOf(result, request));
    const there = await this.catalogue.evidenceOfAnalysis(ownerId, analysisId);
    const isThere = (boundaryId: string): boolean =>
      there.some(
        ({ boundaryId: id, region }) =>
          id === boundaryId && region?.fromPixel === fromPixel && region.toPixel === toPixel,
      );
    const { datasetId } = analysis.coreLoss;
    const region: ScanRegion = { analysisId, datasetId, fromPixel, toPixel, changePointPixel: null };
    const evidence = ranked
      .filter(({ id }) => (request.boundaryId ?? id) === id && !isThere(id))
      .map(({ id, score, reasons }): NewEvidence => ({
        ...{ boundaryId: id, kind: 'scan-region', state: 'suggested', region, score, reasons },
        ...{ searchId: null, publication: null, note: null },
        measured: measuredInRegion(result, fromPixel, toPixel),
      }));
    return this.catalogue.addEvidence(ownerId, evidence, stamp);
  }

  private async ranked(ownerId: string, reading: RegionReading): Promise<RankedBoundary[]> {
    const columns = reading.descriptors.map(({ column }) => column);
    const all = await this.catalogue.columns(ownerId, {}, { numbers: columns, texts: ['chemsys'] });
    const possible = all.ids().map((id, i): PossibleBoundary => {
      const told = columns.filter((column) => !Number.isNaN(all.numbers[column][i]));
      const numbers = told.map((column) => [column, { value: all.numbers[column][i], std: null }] as const);
      return { id, elements: all.texts.chemsys[i]!.split('-'), numbers: Object.fromEntries(numbers) };
    });
    const best = suggestBoundaries(reading, possible).slice(0, TOLD);
    const whole = await Promise.all(best.map(({ id }) => this.catalogue.find(ownerId, id)));
    const found = whole.flatMap((boundary) => boundary ?? []);
    const byId = new Map(found.map((boundary) => [boundary.id, boundary]));
    const closer = possible
      .filter(({ id }) => byId.has(id))
      .map((one) =>
        withSpread(
          one,
          byId.get(one.id)!.structures.map(({ descriptors }) => descriptors),
        ),
      );
    return suggestBoundaries(reading, closer)
      .filter(({ score }) => score >= LEAST_SCORE)
      .map((suggestion) => ({ ...suggestion, boundary: byId.get(suggestion.id)! }));
  }
}

/** With the spread of each number over the boundary's structures, where there are several. */
function withSpread(
  boundary: PossibleBoundary,
  states: readonly Readonly<Record<string, number | null>>[],
): PossibleBoundary {
  const numbers = Object.entries(boundary.numbers).map(([column, { value }]) => {
    const values = states.flatMap((state) => state[column] ?? []);
    return [column, { value, std: values.length < 2 ? null : standardDeviation(values) }] as const;
  });
  return { ...boundary, numbers: Object.fromEntries(numbers) };
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

/** What a result says of the pixels [from, to). */
function readingOf(result: InterpretationResult, request: RegionRequest): RegionReading {
  const { nPixels } = result.scan;
  const { fromPixel } = request;
  const toPixel = request.toPixel ?? nPixels;
  checkRegion(nPixels, fromPixel, toPixel);
  const { offsetEv, scaleEv, nChannels } = result.calibration.energy;
  const lastEv = offsetEv + (nChannels - 1) * scaleEv;
  const observable = EDGE_TABLE.filter(
    ({ relevance, onsetEv }) => relevance === 'major' && onsetEv > offsetEv && onsetEv < lastEv,
  );
  return {
    elements: elementsIn(result, fromPixel, toPixel),
    observable: new Set(observable.map(({ element }) => element)),
    descriptors: (result.descriptors ?? []).flatMap((one) => comparable(one, fromPixel, toPixel)),
  };
}

/** So many standard deviations above nothing is found. */
const FOUND = 3;

/** Elements with an edge whose net signal stands out of its doubt in the pixels; where no profile tells, those of the whole scan. */
function elementsIn({ edges, profiles }: InterpretationResult, from: number, to: number): string[] {
  const isFound = (id: string): boolean => {
    const profile = profiles.find((one) => one.id === `${id}.net`);
    if (profile === undefined) return true;
    const pixels = profile.values.flatMap((value, i) => (i >= from && i < to && value !== null ? [i] : []));
    const signal = sum(pixels.map((i) => profile.values[i]!));
    const variance = sum(pixels.map((i) => (profile.std[i] ?? 0) ** 2));
    return signal > FOUND * Math.sqrt(variance);
  };
  return [...new Set(edges.filter(({ id }) => isFound(id)).map(({ element }) => element))];
}

/** The scalars of a network that structures have a number for, mean over the pixels inside its domain. */
function comparable(reading: DescriptorReading, from: number, to: number): RegionDescriptor[] {
  const pixels = reading.verdicts.flatMap(({ inside }, i) => (inside && i >= from && i < to ? [i] : []));
  const scalars = reading.estimates.filter((one): one is ScalarEstimate => one.kind === 'scalar');
  return scalars.flatMap(({ id, label, unit, values, std }) => {
    const column = STRUCTURE_DESCRIPTORS.find(({ comparableWith }) => comparableWith === id)?.name;
    const told = pixels.filter((i) => values[i] !== null && std[i] !== null);
    if (column === undefined || told.length === 0) return [];
    const meanOf = (of: readonly (number | null)[]): number => mean(told.map((i) => of[i]!));
    return [{ column, label, unit, value: meanOf(values), std: meanOf(std) }];
  });
}
