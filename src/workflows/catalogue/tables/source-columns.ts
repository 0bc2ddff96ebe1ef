import type { CatalogueSource } from '../../../science/catalogue/catalogue-records.js';
import type { CatalogueStamp } from '../../ports/catalogue.js';
import { type ColumnOf, columnsFrom } from './flat-table.js';

interface Sourced {
  readonly source: CatalogueSource;
  readonly stamp: CatalogueStamp;
}

type Kind = CatalogueSource['kind'];
const of =
  <K extends Kind, T>(kind: K, read: (source: Extract<CatalogueSource, { kind: K }>) => T) =>
  ({ source }: Sourced): T | null =>
    source.kind === kind ? read(source as Extract<CatalogueSource, { kind: K }>) : null;

const PROVENANCE = 'the source that was told when it came into the catalogue';

/** Where a record comes from, who brought it and when. */
export const SOURCE_COLUMNS: readonly ColumnOf<Sourced>[] = columnsFrom<Sourced>(PROVENANCE, [
  ['source_kind', 'string', '', 'search, import or user.', ({ source }) => source.kind],
  ['source_search_id', 'string', '', 'Search that found it.', of('search', (s) => s.searchId)],
  ['source_candidate_index', 'integer', '', 'Candidate of that search.', of('search', (s) => s.candidateIndex)],
  ['source_import_id', 'string', '', 'Import that brought it.', of('import', (s) => s.importId)],
  ['source_file_name', 'string', '', 'File of that import.', of('import', (s) => s.fileName)],
  ['source_sha256', 'string', '', 'SHA-256 of that file.', of('import', (s) => s.sha256)],
  ['source_row', 'integer', '', 'Row of that file, from 1.', of('import', (s) => s.row)],
  ['source_citation', 'string', '', 'Publication of that file.', of('import', (s) => s.citation)],
  ['source_note', 'string', '', 'What the user noted.', of('user', (s) => s.note)],
  ['added_at', 'timestamp', '', 'When it came into the catalogue.', ({ stamp }) => stamp.at],
  ['added_by', 'string', '', 'Key or session that added it.', ({ stamp }) => stamp.by],
]); // prettier-ignore
