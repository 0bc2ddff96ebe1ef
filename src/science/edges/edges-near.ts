import { EDGE_TABLE, type TableEdge } from './edge-table.js';

/**
 * Edges of the table within ± `widthEv`/2 of an energy, the nearest first; of those equally near, major ones first.
 *
 * @param energyEv  eV, true energy loss
 * Checked: edges-near.spec.ts (the list of eXSpy around 532 eV; the same by a plain search at random energies).
 */
export function edgesNear(energyEv: number, widthEv = 10): TableEdge[] {
  const distance = (edge: TableEdge): number => Math.abs(edge.onsetEv - energyEv);
  return EDGE_TABLE.filter((edge) => distance(edge) <= widthEv / 2).sort(
    (a, b) =>
      distance(a) - distance(b) ||
      Number(b.relevance === 'major') - Number(a.relevance === 'major') ||
      a.id.localeCompare(b.id, 'en'),
  );
}
