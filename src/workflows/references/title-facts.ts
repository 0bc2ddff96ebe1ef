import { EDGE_TABLE, TABLE_ELEMENTS } from '../../science/edges/edge-table.js';

export type SpectrumKind = 'EELS' | 'X-ray';

/** What the title of a library spectrum says; null is not said. */
export interface TitleFacts {
  readonly compound: string | null;
  readonly element: string | null;
  /** Shell, as in the edge table: 'K', 'L3'. */
  readonly edge: string | null;
  readonly kind: SpectrumKind;
}

const SHELL = /^(K|[LMN][1-5])$/;

/**
 * Facts in titles as EELSDB writes them: `B4C_B_K_Otmane_Abidate_41`, `(La0_7,Sr0_3)MnO3_Mn_L3_imhoff_228`; measured with
 * X-rays when it ends in `xray`. What does not look so gives no facts (kind EELS).
 */
export function titleFacts(title: string): TitleFacts {
  const words = title.trim().split('_');
  const kind: SpectrumKind = /xray$/i.test(title.trim()) ? 'X-ray' : 'EELS';
  const at = words.findIndex(
    (word, i) => i > 0 && TABLE_ELEMENTS.includes(word) && SHELL.test(words[i + 1] ?? ''),
  );
  if (at > 0) {
    const compound = words.slice(0, at).join('_');
    return { compound, element: words[at], edge: words[at + 1], kind };
  }
  const lowLoss = words.findIndex((word) => /low-?loss$/i.test(word));
  const compound = lowLoss > 0 ? words.slice(0, lowLoss).join('_') : null;
  return { compound, element: null, edge: null, kind };
}

/** Onset of an edge in the table, eV; null when it is not named or not known. L2 and L3, M4 and M5 begin at the lower one. */
export function onsetOfEdge(element: string | null, edge: string | null): number | null {
  const lower = edge === 'L2' ? 'L3' : edge === 'M4' ? 'M5' : edge;
  return EDGE_TABLE.find((one) => one.element === element && one.shell === lower)?.onsetEv ?? null;
}
