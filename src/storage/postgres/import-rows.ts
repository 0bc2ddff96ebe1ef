import type { CatalogueImport, ImportFound } from '../../workflows/ports/catalogue-imports.js';
import type { CatalogueImportRow } from './catalogue-entities.js';

type FoundColumns = Pick<CatalogueImportRow, keyof ImportFound>;

const UNREAD: FoundColumns = {
  ...{ format: null, nRows: null, nDrafts: null, nNewBoundaries: null, nKnownBoundaries: null },
  ...{ problems: null, takenFromNames: null, draftsBlob: null },
};

export function importRow(record: CatalogueImport): CatalogueImportRow {
  const { found, commitAskedBy, committed, stamp, ...rest } = record;
  return {
    ...rest,
    ...(found ?? UNREAD),
    added: committed && committed.added,
    committedAt: committed && committed.stamp.at,
    committedBy: commitAskedBy,
    ...stamp,
  };
}

export function importOf(row: CatalogueImportRow): CatalogueImport {
  const { id, ownerId, fileName, sha256, task, state, jobId, problem, at, by } = row;
  const { added, committedAt, committedBy } = row;
  return {
    ...{ id, ownerId, fileName, sha256, task, state, jobId, problem, found: foundOf(row) },
    commitAskedBy: committedBy,
    committed:
      added === null || committedAt === null || committedBy === null
        ? null
        : { added, stamp: { at: committedAt, by: committedBy } },
    stamp: { at, by },
  };
}

function foundOf(row: CatalogueImportRow): ImportFound | null {
  const { format, nRows, nDrafts, nNewBoundaries, nKnownBoundaries } = row;
  const { problems, takenFromNames, draftsBlob } = row;
  const found = {
    format,
    nRows,
    nDrafts,
    nNewBoundaries,
    nKnownBoundaries,
    problems,
    takenFromNames,
    draftsBlob,
  };
  return draftsBlob === null ? null : (found as ImportFound);
}
