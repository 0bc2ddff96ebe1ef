import { cropped, type EnergyCurve, type RangeEv } from '../../science/similarity/energy-curve.js';
import { netCurve, type NetCurve } from '../../science/similarity/net-curve.js';
import {
  comparedSpectra,
  rankReferences,
  type ComparedSpectra,
  type Match,
  type Ranking,
  type RankOptions,
} from '../../science/similarity/rank-references.js';
import { onsetOfEdge } from './title-facts.js';

/** A spectrum of the library, as it is compared. */
export interface LibrarySpectrum {
  readonly id: string;
  readonly element: string | null;
  readonly edge: string | null;
  readonly curve: EnergyCurve;
}

export interface SimilarOptions extends RankOptions {
  /** Only this part of the query is compared; all of it when null. */
  readonly energyRangeEv: RangeEv | null;
  /** How many matches are told. */
  readonly limit: number;
}

export interface SimilarMatch extends Match {
  /** Where a power law was fitted and taken off, eV; null when nothing was taken off, with the reason. */
  readonly queryBackgroundEv: RangeEv | null;
  readonly referenceBackgroundEv: RangeEv | null;
  readonly backgroundNotes: readonly string[];
  /** What the votes saw, over `rangeEv`. */
  readonly compared: ComparedSpectra;
}

export interface SimilarRanking extends Omit<Ranking, 'matches'> {
  readonly matches: readonly SimilarMatch[];
  readonly nCompared: number;
}

/**
 * The library's spectra most like a query. Where the edge of a reference is known both are compared without the background
 * in front of it, as far as one can be told there.
 *
 * @throws SimilarityError  nothing of the query lies in the range, or it is no spectrum to compare
 */
export function rankSimilar(
  query: EnergyCurve,
  library: readonly LibrarySpectrum[],
  options: SimilarOptions,
): SimilarRanking {
  const { energyRangeEv, limit, ...rank } = options;
  const inRange = (curve: EnergyCurve): EnergyCurve =>
    energyRangeEv === null ? curve : cropped(curve, energyRangeEv);
  const asked = inRange(query);
  const nets = new Map<string, Nets>();
  const elsewhere: { id: string; reason: string }[] = [];
  const references = library.flatMap(({ id, element, edge, curve }) => {
    const onsetEv = onsetOfEdge(element, edge);
    const net: Nets =
      onsetEv === null
        ? { query: null, reference: null }
        : { query: netCurve(query, onsetEv), reference: netCurve(curve, onsetEv) };
    if (onsetEv !== null && !covers(asked, onsetEv)) {
      // Its tail would be like any tail.
      elsewhere.push({ id, reason: `its edge, ${element} ${edge}, is not in the part compared` });
      return [];
    }
    nets.set(id, net);
    // The window in front of the edge may lie outside the range that is asked for: taken off first, cropped then.
    const own = net.query?.windowEv == null ? asked : croppedOr(net.query.curve, energyRangeEv, asked);
    return [{ id, curve: net.reference?.curve ?? curve, query: own }];
  });
  const ranking = rankReferences(asked, references, rank);
  const compared = new Map(references.map((one) => [one.id, one]));
  const matches = ranking.matches.slice(0, limit).map((match) => {
    const { query: own, curve } = compared.get(match.id)!;
    return {
      ...match,
      ...backgrounds(nets.get(match.id)!),
      compared: comparedSpectra(own, curve, match),
    };
  });
  const excluded = [...ranking.excluded, ...elsewhere];
  return { ...ranking, matches, excluded, nCompared: ranking.matches.length };
}

interface Nets {
  readonly query: NetCurve | null;
  readonly reference: NetCurve | null;
}

/** Chemistry and calibration move an onset by so much, eV. */
const ONSET_LEEWAY_EV = 10;

function covers({ energy }: EnergyCurve, onsetEv: number): boolean {
  const last = energy.offsetEv + (energy.nChannels - 1) * energy.scaleEv;
  return onsetEv >= energy.offsetEv - ONSET_LEEWAY_EV && onsetEv <= last - ONSET_LEEWAY_EV / 2;
}

/** Nothing of the net query lies in the range: the edge is elsewhere, and the spectrum is compared as it is. */
function croppedOr(net: EnergyCurve, rangeEv: RangeEv | null, otherwise: EnergyCurve): EnergyCurve {
  if (rangeEv === null) return net;
  const last = net.energy.offsetEv + (net.energy.nChannels - 4) * net.energy.scaleEv;
  const first = Math.max(rangeEv[0], net.energy.offsetEv);
  return first >= Math.min(last, rangeEv[1] - 4 * net.energy.scaleEv) ? otherwise : cropped(net, rangeEv);
}

function backgrounds(net: Nets) {
  const notes = (['query', 'reference'] as const).flatMap((side) => {
    const of = net[side];
    if (of === null)
      return side === 'query' ? ['its edge is not known: compared with what background there is'] : [];
    return of.reason === null ? [] : [`${side}: ${of.reason}`];
  });
  return {
    queryBackgroundEv: net.query?.windowEv ?? null,
    referenceBackgroundEv: net.reference?.windowEv ?? null,
    backgroundNotes: notes,
  };
}
