import type { BoundarySummary, CatalogueFilter, CatalogueRepository } from '../ports/catalogue.js';
import { WorkflowError } from '../workflow-error.js';
import { ENERGY } from './summarise-boundary.js';

export interface SimilarBoundary {
  readonly boundary: BoundarySummary;
  /** 0 … 1: what of WEIGHTS the two have in common. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** What makes two boundaries alike; adds up to 1. A choice of ours that orders a short list, not a measurement. */
const WEIGHTS = { planes: 0.3, sigma: 0.2, axis: 0.1, material: 0.15, disorientation: 0.15, energy: 0.1 };
/** Nearness falls to 1/e at these. */
const DISORIENTATION_DEG = 5;
const ENERGY_SHARE = 0.15;
/** Looked at for each way in which boundaries can be alike. */
const N_CANDIDATES = 200;
/** A nearness that is worth a reason. */
const TOLD_FROM = 0.3;

/** Boundaries of the catalogue that are like one of it. */
export class SimilarBoundaries {
  constructor(private readonly catalogue: CatalogueRepository) {}

  /** Best first. @throws WorkflowError not-found */
  async of(ownerId: string, id: string, limit: number): Promise<readonly SimilarBoundary[]> {
    const boundary = await this.catalogue.find(ownerId, id);
    if (boundary === null)
      throw new WorkflowError('not-found', `There is no boundary ${id} in the catalogue.`);
    const found = new Map<string, BoundarySummary>();
    for (const filter of filtersFor(boundary)) {
      const request = { order: { by: ENERGY, descending: false }, limit: N_CANDIDATES, cursor: null };
      const { items } = await this.catalogue.list(ownerId, filter, request);
      for (const item of items) found.set(item.id, item);
    }
    found.delete(id);
    return [...found.values()]
      .map((other) => compared(boundary, other))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.boundary.id < b.boundary.id ? -1 : 1))
      .slice(0, limit);
  }
}

/** One question for each way of being alike, each served by an index. */
function filtersFor({ boundary, material }: BoundarySummary): CatalogueFilter[] {
  const { sigma, planes, misorientationDeg } = boundary;
  const filters: CatalogueFilter[] = [];
  const whole = planes.find((plane) => plane.every(Number.isInteger));
  if (whole !== undefined) filters.push({ plane: whole, sigma: sigma === null ? null : [sigma] });
  if (whole !== undefined) filters.push({ plane: whole, material });
  if (sigma !== null) filters.push({ sigma: [sigma], material });
  if (misorientationDeg !== null) {
    const [angleMinDeg, angleMaxDeg] = [
      misorientationDeg - DISORIENTATION_DEG,
      misorientationDeg + DISORIENTATION_DEG,
    ];
    filters.push({ material, angleMinDeg, angleMaxDeg });
  }
  return filters;
}

function compared(one: BoundarySummary, other: BoundarySummary): SimilarBoundary {
  const reasons: string[] = [];
  let score = 0;
  const add = (weight: number, nearness: number, reason: string): void => {
    score += weight * nearness;
    if (nearness >= TOLD_FROM) reasons.push(reason);
  };
  const [a, b] = [one.boundary, other.boundary];
  const shared = a.planeFamilies.some((family) => b.planeFamilies.includes(family));
  const both = [...a.planeFamilies].sort().join() === [...b.planeFamilies].sort().join();
  if (shared) add(WEIGHTS.planes, both ? 1 : 0.5, `plane ${namesIn(a.planeFamilies, b.planeFamilies)}`);
  if (a.sigma !== null && a.sigma === b.sigma) add(WEIGHTS.sigma, 1, `Σ${a.sigma}`);
  if (a.axisFamily !== null && a.axisFamily === b.axisFamily)
    add(WEIGHTS.axis, 1, `axis ${withoutClass(a.axisFamily)}`);
  if (one.material === other.material) add(WEIGHTS.material, 1, one.material);
  if (a.disorientationDeg !== null && b.disorientationDeg !== null) {
    const off = Math.abs(a.disorientationDeg - b.disorientationDeg);
    const nearness = Math.exp(-off / DISORIENTATION_DEG);
    add(WEIGHTS.disorientation, nearness, `disorientation ${off.toFixed(1)}° off`);
  }
  const [e, f] = [one.numbers[ENERGY], other.numbers[ENERGY]];
  if (e > 0 && f > 0) {
    const off = Math.abs(e - f);
    const nearness = Math.exp(-off / (ENERGY_SHARE * Math.max(e, f)));
    add(WEIGHTS.energy, nearness, `energy ${off.toFixed(3)} J/m² off`);
  }
  return { boundary: other, score, reasons };
}

const withoutClass = (family: string): string => family.slice(family.indexOf(' ') + 1);

const namesIn = (some: readonly string[], others: readonly string[]): string =>
  [...new Set(some.filter((family) => others.includes(family)))].map(withoutClass).join(' and ');
