import { energyAt } from '../../../science/spectra/spectrum-image.js';
import type { ExplainedCluster, StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { at, colourOf, escaped, linePath, scaleOf, textAt, ticksOf } from './svg.js';

const WIDTH = 380;
const HEIGHT = 220;
const PLOT = { left: 36, right: WIDTH - 8, top: 26, bottom: HEIGHT - 34 };

/** The mean spectrum of a cluster with its standard deviation, and the members behind it where they are known. */
export function clusterSvg(
  tree: StructureTree,
  cluster: ExplainedCluster,
  members: readonly Float64Array[],
  highest: number,
): string {
  const { energy } = tree;
  const range = [energy.offsetEv, energyAt(energy, energy.nChannels - 1)] as const;
  const x = scaleOf(range, [PLOT.left, PLOT.right]);
  const y = scaleOf([0, highest], [PLOT.bottom, PLOT.top]);
  const xs = cluster.mean.map((_, ch) => x(energyAt(energy, ch)));
  const colour = colourOf(cluster.label);
  const lines = members.map(
    (member) =>
      `<path d="${linePath(xs, Array.from(member, y))}" fill="none" stroke="${colour}" stroke-opacity="0.22" stroke-width="0.7"/>`,
  );
  const heading = `cluster ${cluster.label + 1}: ${cluster.nSites} sites, ${cluster.nGroups} groups`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(heading)}">${textAt(PLOT.left, 15, heading, `fill="${colour}" font-weight="600"`)}${lines.join('')}${bandOf(cluster, xs, y)}<path d="${linePath(xs, cluster.mean.map(y))}" fill="none" stroke="${colour}" stroke-width="2"/>${axisOf(range, x)}${textAt(PLOT.right, PLOT.top + 4, `typical: ${cluster.typicalSite}`, 'text-anchor="end" font-size="10"')}</svg>`;
}

function bandOf(
  { mean, std, label }: ExplainedCluster,
  xs: readonly number[],
  y: (v: number) => number,
): string {
  if (std === null) return '';
  const above = mean.map((value, ch) => y(value + std[ch]));
  const below = mean.map((value, ch) => y(value - std[ch]));
  const path = `${linePath(xs, above)}L${linePath(xs.toReversed(), below.toReversed()).slice(1)}Z`;
  return `<path d="${path}" fill="${colourOf(label)}" fill-opacity="0.16"/>`;
}

function axisOf(range: readonly [number, number], x: (v: number) => number): string {
  const ticks = ticksOf(range).map(
    (tick) =>
      `<path d="M${at(x(tick))} ${PLOT.bottom}v4" stroke="var(--ink-2)"/>${textAt(x(tick), PLOT.bottom + 15, String(tick), 'text-anchor="middle"')}`,
  );
  return `<path d="M${PLOT.left} ${PLOT.bottom}H${PLOT.right}" stroke="var(--ink-2)"/>${ticks.join('')}${textAt(PLOT.right, HEIGHT - 4, 'energy, eV', 'text-anchor="end"')}`;
}
