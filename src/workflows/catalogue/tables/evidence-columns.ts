import type { CatalogueBoundary, StoredEvidence } from '../../ports/catalogue.js';
import { OF_BOUNDARY } from './boundary-columns.js';
import { type ColumnOf, columnsFrom, within } from './flat-table.js';
import { measuredColumns, readNumbers } from './number-columns.js';

interface Row {
  readonly boundary: CatalogueBoundary;
  readonly evidence: StoredEvidence;
}

export const evidenceRows = (boundary: CatalogueBoundary): Row[] =>
  boundary.evidence.map((evidence) => ({ boundary, evidence }));

const own = columnsFrom<Row>('whoever tied it to the boundary', [
  ['kind', 'string', '', 'scan-region, search or publication.', ({ evidence }) => evidence.kind],
  ['state', 'string', '', 'assigned, suggested, accepted or rejected; suggested and rejected ones count for nothing.', ({ evidence }) => evidence.state],
  ['analysis_id', 'string', '', 'Analysis that the region is of.', ({ evidence }) => evidence.region?.analysisId ?? null],
  ['dataset_id', 'string', '', 'Dataset that the region is of.', ({ evidence }) => evidence.region?.datasetId ?? null],
  ['from_pixel', 'integer', '', 'First pixel of the region.', ({ evidence }) => evidence.region?.fromPixel ?? null],
  ['to_pixel', 'integer', '', 'First pixel after the region.', ({ evidence }) => evidence.region?.toPixel ?? null],
  ['change_point_pixel', 'number', '', 'Change point that is meant; it may lie between two pixels.', ({ evidence }) => evidence.region?.changePointPixel ?? null],
  ['search_id', 'string', '', 'Search that is evidence.', ({ evidence }) => evidence.searchId],
  ['publication', 'string', '', 'DOI or citation.', ({ evidence }) => evidence.publication],
  ['score', 'number', '', 'Of a suggestion, 0 to 1.', ({ evidence }) => evidence.score],
  ['reasons', 'string', '', 'Of a suggestion, with ; between them.', ({ evidence: { reasons } }) => (reasons.length === 0 ? null : reasons.join('; '))],
  ['note', 'string', '', 'What was noted.', ({ evidence }) => evidence.note],
  ['added_at', 'timestamp', '', 'When it was tied to the boundary.', ({ evidence }) => evidence.stamp.at],
  ['added_by', 'string', '', 'Key or session that did it.', ({ evidence }) => evidence.stamp.by],
  ['decided_at', 'timestamp', '', 'When a suggestion was accepted or rejected.', ({ evidence }) => evidence.decided?.at ?? null],
  ['decided_by', 'string', '', 'Key or session that decided.', ({ evidence }) => evidence.decided?.by ?? null],
]); // prettier-ignore

/** One row a piece of evidence, whatever its state. */
export const evidenceColumns = (measured: readonly string[]): ColumnOf<Row>[] => [
  ...columnsFrom<Row>('the record of the catalogue', [
    ['id', 'string', '', 'Stable id of the evidence.', ({ evidence }) => evidence.id],
  ]),
  ...within(OF_BOUNDARY, ({ boundary }: Row) => boundary),
  ...own,
  ...readNumbers<Row>(measuredColumns(measured), ({ evidence }) => evidence.measured),
];
