/** Mean of a descriptor over the positions that have a value. */
export interface HeadlineDescriptor {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly mean: number;
  /** Standard deviation of the mean, from those of the positions taken as independent; null when one is unknown. */
  readonly std: number | null;
  /** Standard deviation of the values over positions; null for a single one. */
  readonly spread: number | null;
  readonly nPositions: number;
}

/** What a table of many results shows of one. */
export interface Headline {
  /** Components that rise above the noise; null where nothing was decomposed. */
  readonly rank: number | null;
  readonly edges: readonly string[];
  readonly elements: readonly string[];
  readonly nClusters: number | null;
  readonly changePoints: readonly { readonly position: number; readonly unit: string }[];
  readonly descriptors: readonly HeadlineDescriptor[];
}
