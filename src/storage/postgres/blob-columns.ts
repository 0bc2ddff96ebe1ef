interface BlobColumn {
  readonly table: string;
  readonly column: string;
  /** A `text[]` of blobs. */
  readonly isList?: true;
}

/** Every column that names blobs. A spec compares it with the tables: a column that is forgotten here loses its blobs to the sweep. */
export const BLOB_COLUMNS: readonly BlobColumn[] = [
  { table: 'dataset', column: 'sha256' },
  { table: 'dataset', column: 'summary_blobs', isList: true },
  { table: 'analysis', column: 'result_blob' },
  { table: 'analysis', column: 'preprocessed_blob' },
  { table: 'search', column: 'head_blob' },
  { table: 'search_candidate', column: 'structure_blob' },
  { table: 'boundary', column: 'structure_blob' },
  { table: 'catalogue_structure', column: 'blob' },
  { table: 'catalogue_structure', column: 'descriptor_blob' },
  { table: 'catalogue_structure', column: 'optimade_blob' },
  { table: 'catalogue_import', column: 'drafts_blob' },
];

/** What is called alike and names no blob: hashes of secrets and documents, and of files of which no blob is kept. */
export const NO_BLOB_COLUMNS: readonly string[] = [
  'api_key.secret_sha256',
  'session.token_sha256',
  'recipe_version.sha256',
  'analysis.recipe_sha256',
  'batch.recipe_sha256',
  'catalogue_import.sha256',
  'upload.sha256',
  'upload.content_sha256',
];
