import type { StructureTree } from '../../../science/structure-trees/structure-tree.js';
import { at, colourOf, escaped, scaleOf, textAt, ticksOf } from './svg.js';

const WIDTH = 1160;
const HEIGHT = 300;
const LEFT = 50;
const BOTTOM = 40;
const TOP = 12;

interface Branch {
  readonly x: number;
  readonly height: number;
  /** Null: sites of several clusters. */
  readonly cluster: number | null;
}

/** The dendrogram with its cut; each leaf says its site when pointed at. */
export function dendrogramSvg({ dendrogram, sites, provenance }: StructureTree): string {
  const { merges, nLeaves, order, cutHeight } = dendrogram;
  const highest = merges.at(-1)?.[2] ?? 1;
  const y = scaleOf([0, 1.05 * highest], [HEIGHT - BOTTOM, TOP]);
  const x = scaleOf([0, Math.max(1, nLeaves - 1)], [LEFT + 8, WIDTH - 12]);
  const sitesOf = sitesByLeaf(dendrogram, sites.length);
  const clusterOf = (leaf: number): number => sites[sitesOf[leaf][0]].cluster;
  const branches: Branch[] = [];
  order.forEach((leaf, place) => (branches[leaf] = { x: x(place), height: 0, cluster: clusterOf(leaf) }));
  const links = merges.map(([a, b, height], k) => {
    const [one, other] = [branches[a], branches[b]];
    const cluster = one.cluster === other.cluster ? one.cluster : null;
    branches[nLeaves + k] = { x: (one.x + other.x) / 2, height, cluster };
    const path = `M${at(one.x)} ${at(y(one.height))}V${at(y(height))}H${at(other.x)}V${at(y(other.height))}`;
    return `<path d="${path}" fill="none" stroke="${cluster === null ? 'var(--ink-2)' : colourOf(cluster)}"/>`;
  });
  const marks = order.map((leaf) =>
    markOf(
      branches[leaf],
      sitesOf[leaf].map((site) => `${sites[site].id} (${sites[site].group})`),
    ),
  );
  const ticks = ticksOf([0, highest]).map(
    (tick) =>
      `<path d="M${LEFT - 4} ${at(y(tick))}H${LEFT}" stroke="var(--ink-2)"/>${textAt(LEFT - 7, y(tick) + 4, String(tick), 'text-anchor="end"')}`,
  );
  const cut = `<path d="M${LEFT} ${at(y(cutHeight))}H${WIDTH - 4}" stroke="var(--cursor)" stroke-dasharray="6 4"/>${textAt(WIDTH - 4, y(cutHeight) - 4, 'cut', 'text-anchor="end" fill="var(--cursor)"')}`;
  const { metric, linkage } = provenance.options;
  const title = `Dendrogram of ${sites.length} spectra, ${linkage} linkage of ${metric} distances`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(title)}">${links.join('')}${marks.join('')}${cut}<path d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}" stroke="var(--ink-2)"/>${ticks.join('')}${textAt(14, HEIGHT / 2, 'height', `text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})"`)}</svg>`;
}

function markOf({ x, cluster }: Branch, names: readonly string[]): string {
  const title = `<title>${escaped(names.join(', '))}</title>`;
  return `<rect x="${at(x - 2.5)}" y="${HEIGHT - BOTTOM + 3}" width="5" height="16" fill="${colourOf(cluster!)}">${title}</rect>`;
}

function sitesByLeaf({ leafOfSite, nLeaves }: StructureTree['dendrogram'], nSites: number): number[][] {
  const members = Array.from({ length: nLeaves }, (): number[] => []);
  for (let site = 0; site < nSites; site++) members[leafOfSite?.[site] ?? site].push(site);
  return members;
}
