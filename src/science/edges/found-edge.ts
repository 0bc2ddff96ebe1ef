/** An ionisation edge that a scan holds. */
export interface FoundEdge {
  /** Element and shell: 'O_K', 'Mn_L3'. */
  readonly id: string;
  readonly element: string;
  readonly shell: string;
  readonly tableOnsetEv: number;
  /** Where the spectrum rises most over 2.5 eV (see `Rise.energyEv`), eV, on the axis of the scan moved by the offset found (`offset.shiftEv`). */
  readonly onsetEv: number;
  /** By counting noise alone. */
  readonly onsetStdEv: number | null;
  /** Distance of L2 above L3 (M4 above M5) in the table, eV; null for an edge without such a partner. */
  readonly l2SeparationEv: number | null;
  /** Net signal over its standard deviation, or the rise's contrast over its own, whichever tells more. */
  readonly significance: number;
  readonly source: string;
}
