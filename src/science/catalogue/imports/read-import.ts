import { CatalogueError } from '../catalogue-error.js';
import { readFlatTable } from './flat-table.js';
import { isGaSummary, readGaSummary } from './ga-summary.js';
import { gboptList, readOlmstedJson, readZhangJson } from './gbopt-json.js';
import { isGripCsv, readGripCsv } from './grip.js';
import type {
  ImportFile,
  ImportFormat,
  ImportRequest,
  NameFact,
  ReadImport,
  ReadRequest,
  ReadRows,
} from './import-types.js';
import { olmstedTable, readOlmstedTables } from './olmsted-tables.js';
import { structureFileFormat } from './structure-file-text.js';
import { readStructureFile } from './structure-files.js';

/** Characters of a file that are read; a million rows of a table are fewer. */
const MAX_CHARACTERS = 256 * 2 ** 20;

/**
 * Reads what somebody brings into the catalogue: a table, a list, structures. Several files are one import where they
 * belong together (the tables of Olmsted's supplement), or where each is a structure file of one format.
 *
 * @throws CatalogueError unknown-format  no such format, or files that do not belong together; malformed-file
 * @throws FormatError, CrystalError      a file that is not of the format that it seems
 * Checked: all files of other people's data (test/integration/catalogue-imports.spec.ts), small ones (read-import.spec.ts).
 */
export function readImport(request: ImportRequest): ReadImport {
  const facts = new Map<string, NameFact>();
  const onNameFact = (fact: NameFact): void => {
    const key = `${fact.label} ${fact.value}`;
    if (!facts.has(key)) facts.set(key, fact);
  };
  const rows = readRows({ ...request, onNameFact });
  return { ...rows, takenFromNames: [...facts.values()] };
}

function readRows(request: ReadRequest): ReadRows {
  const { files, options, onProgress } = request;
  if (files.length === 0) throw new CatalogueError('unknown-format', 'there are no files');
  const long = files.find((file) => file.text.length > MAX_CHARACTERS);
  if (long !== undefined)
    throw new CatalogueError('malformed-file', `${long.name} is longer than ${MAX_CHARACTERS} characters`);
  const formats = new Set(files.map((file) => options.format ?? formatOf(file)));
  if (formats.has('olmsted-tables')) return readOlmstedTables(request);
  if (formats.size > 1)
    throw new CatalogueError(
      'unknown-format',
      `files of several kinds are several imports: ${[...formats].join(', ')}`,
    );
  const [format] = formats;
  return together(
    format,
    files.map((file, i) => {
      const of = (fraction: number): void => onProgress?.((i + fraction) / files.length);
      return readOne({ ...request, onProgress: of }, file, format);
    }),
    files,
  );
}

/** By content, never by name. @throws CatalogueError unknown-format */
export function formatOf(file: ImportFile): ImportFormat {
  if (olmstedTable(file) !== null) return 'olmsted-tables';
  const structure = structureFileFormat(file.text);
  if (structure !== null) return structure;
  if (/^\s*[[{]/.test(file.text)) return gboptList(jsonOf(file)) ?? 'flat-json';
  if (isGripCsv(file.text)) return 'grip-csv';
  if (isGaSummary(file.text)) return 'ga-summary';
  const first = file.text
    .replace(/^\ufeff/, '')
    .split('\n')
    .find((line) => line.trim() !== '' && !line.startsWith('#'));
  if (first !== undefined && /[,;\t]/.test(first)) return 'flat-csv';
  throw new CatalogueError(
    'unknown-format',
    `${file.name} is of no known form: a table with a header, a list, or structures`,
  );
}

function jsonOf(file: ImportFile): unknown {
  try {
    return JSON.parse(file.text);
  } catch {
    return null;
  }
}

function readOne(request: ReadRequest, file: ImportFile, format: ImportFormat): ReadRows {
  switch (format) {
    case 'flat-csv':
    case 'flat-json':
      return readFlatTable(request, file);
    case 'olmsted-json':
      return readOlmstedJson(request, file, listOf(file));
    case 'zhang-json':
      return readZhangJson(request, file, listOf(file));
    case 'grip-csv':
      return readGripCsv(request, file);
    case 'ga-summary':
      return readGaSummary(request, file);
    case 'olmsted-tables':
      return readOlmstedTables(request);
    default:
      return readStructureFile(request, file, format);
  }
}

function listOf(file: ImportFile): readonly unknown[] {
  const json = jsonOf(file);
  if (Array.isArray(json)) return json;
  throw new CatalogueError('malformed-file', `${file.name} is no JSON list`);
}

/** Rows are counted through all files; with several, problems say which file they are of. */
function together(format: ImportFormat, reads: readonly ReadRows[], files: readonly ImportFile[]): ReadRows {
  if (reads.length === 1) return reads[0];
  let before = 0;
  const problems = reads.flatMap((read, i) => {
    const shifted = read.problems.map(({ row, message }) => ({
      row: row === null ? null : before + row,
      message: `${files[i].name}: ${message}`,
    }));
    before += read.nRows;
    return shifted;
  });
  return { format, nRows: before, drafts: reads.flatMap((read) => read.drafts), problems };
}
