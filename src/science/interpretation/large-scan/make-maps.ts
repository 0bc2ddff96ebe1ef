import { fitPowerLaw } from '../../preprocessing/power-law.js';
import { SpectrumError, type SpectrumImage } from '../../spectra/spectrum-image.js';
import type { InterpretationResult } from '../interpretation-result.js';
import type { Measured } from '../profiles.js';
import { UNMIXING_NAMES } from '../unmixing-names.js';
import { compositionFeatures, pcaLoadings, unmixingLoadings } from './component-planes.js';
import { netOfEdges, netShares, ratioById, type FixedEdge } from './edge-planes.js';
import type { MapPlane } from './full-resolution.js';
import { groupRule } from './group-rule.js';

/** The planes of a scan and how they are made of some of its pixels, one array a plane. */
export interface MapMaker {
  readonly planes: readonly MapPlane[];
  readonly of: (block: SpectrumImage) => readonly ArrayLike<number>[];
}

/** Planes of one kind: what they are, and how they are made. */
type Part = MapMaker;

const plane = (id: string, label: string, unit = ''): MapPlane => ({ id, label, unit, isCategory: false });
const withStd = (id: string, label: string, unit: string): MapPlane[] => [
  plane(id, label, unit),
  plane(`${id}.std`, `${label}, standard deviation`, unit),
];

/**
 * Maps at full resolution by the decisions taken on the binned scan: sums, net signals and ratios with their standard
 * deviations, amounts of the components, groups.
 *
 * @param binned  preprocessed
 */
export function mapMaker(result: InterpretationResult, binned: SpectrumImage): MapMaker {
  const edges = fixedEdges(result, binned);
  const parts = [
    sums(result),
    ...(edges.length === 0 ? [] : [edgeParts(result, edges)]),
    ...componentParts(result, binned),
    ...groupPart(result, binned, edges),
  ];
  return {
    planes: parts.flatMap((part) => part.planes),
    of: (block) => parts.flatMap((part) => part.of(block)),
  };
}

const unitOf = (result: InterpretationResult): string => result.scan.intensityUnit || 'counts';

const sums = (result: InterpretationResult): Part => ({
  planes: [plane('sum', 'Sum of the spectrum', unitOf(result))],
  of: ({ counts, nChannels, nPixels }) => [
    Float64Array.from({ length: nPixels }, (_, pixel) =>
      counts.subarray(pixel * nChannels, (pixel + 1) * nChannels).reduce((a, b) => a + b, 0),
    ),
  ],
});

function fixedEdges({ edges }: InterpretationResult, binned: SpectrumImage): FixedEdge[] {
  return edges.flatMap(({ id, fitWindowEv, signalWindowEv }) => {
    if (fitWindowEv === null || signalWindowEv === null) return [];
    try {
      return [{ id, fitWindowEv, signalWindowEv, noiseScale: fitPowerLaw(binned, fitWindowEv).noiseScale }];
    } catch (error) {
      if (!(error instanceof SpectrumError)) throw error;
      return []; // the edge has no background in the result either, which says why
    }
  });
}

function edgeParts(result: InterpretationResult, edges: readonly FixedEdge[]): Part {
  const named = new Map(result.profiles.map((profile) => [profile.id, profile.label]));
  const isEdge = new Set(edges.map((edge) => edge.id));
  const ratios = result.profiles.filter(({ id }) => {
    const [a, b, ...more] = id.split('/');
    return more.length === 0 && b !== undefined && isEdge.has(a) && isEdge.has(b);
  });
  const both = (measured: Measured): Float64Array[] => [measured.values, measured.std];
  return {
    planes: [
      ...edges.flatMap(({ id }) =>
        withStd(`${id}.net`, named.get(`${id}.net`) ?? `${id} net`, unitOf(result)),
      ),
      ...ratios.flatMap(({ id, label }) => withStd(id, label, '')),
    ],
    of: (block) => {
      const net = netOfEdges(block, edges);
      return [
        ...edges.flatMap(({ id }) => both(net.get(id)!)),
        ...ratios.flatMap(({ id }) => both(ratioById(id, net)!)),
      ];
    },
  };
}

/** Independent parts have no amounts ≥ 0 of their own: they are left out, and the result says so. */
function componentParts({ pca, unmixing, scan }: InterpretationResult, binned: SpectrumImage): Part[] {
  const named = (id: string, name: string, n: number): MapPlane[] =>
    Array.from({ length: n }, (_, k) =>
      plane(`${id}.${k + 1}`, `${name} loading ${k + 1}`, scan.intensityUnit || 'counts'),
    );
  const parts =
    pca === null ? [] : [{ planes: named('pca', 'PCA', pca.components.length), of: pcaLoadings(pca) }];
  if (unmixing === null || unmixing.method === 'ica') return parts;
  const { method, components } = unmixing;
  return [
    ...parts,
    {
      planes: named(method, UNMIXING_NAMES[method], components.length),
      of: unmixingLoadings(unmixing, meanOf(binned)),
    },
  ];
}

function meanOf({ counts, nPixels, nChannels }: SpectrumImage): Float64Array {
  const mean = new Float64Array(nChannels);
  for (let i = 0; i < counts.length; i++) mean[i % nChannels] += counts[i] / nPixels;
  return mean;
}

function groupPart(
  { clusters, pca }: InterpretationResult,
  binned: SpectrumImage,
  edges: readonly FixedEdge[],
): Part[] {
  if (clusters === null) return [];
  const features =
    edges.length > 0 ? netShares(binned, edges) : pca === null ? null : compositionFeatures(pca);
  if (features === null) return [];
  const rule = groupRule(features.of(binned), features.nDims, clusters);
  if (rule === null) return [];
  return [
    {
      planes: [{ ...plane('group', 'Group'), isCategory: true }],
      of: (block) => {
        const rows = features.of(block);
        return [rule(rows)];
      },
    },
  ];
}
