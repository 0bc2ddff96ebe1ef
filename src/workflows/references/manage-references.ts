import { FormatError } from '../../science/formats/format-error.js';
import { checkCurve, type EnergyCurve } from '../../science/similarity/energy-curve.js';
import type { Clock, Ids } from '../ports/clock.js';
import type {
  ReferenceOrigin,
  ReferenceRepository,
  SpectrumReference,
  SpectrumSelection,
  StoredReference,
} from '../ports/references.js';
import { safeFileName } from '../safe-file-name.js';
import { WorkflowError } from '../workflow-error.js';
import { libraryFile, type LibraryFile } from './library-file.js';
import type { SelectSpectrum } from './select-spectrum.js';

/** What a user says of a reference; null leaves it to the file, or unknown. */
export interface ReferenceFacts {
  readonly name: string | null;
  readonly compound: string | null;
  readonly element: string | null;
  readonly edge: string | null;
  readonly source: string | null;
  readonly licence: string | null;
  readonly kind: 'EELS' | 'X-ray' | null;
}

export interface ReferenceUpload {
  readonly ownerId: string;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly sha256: string | null;
  readonly facts: ReferenceFacts;
}

export interface ReferencePorts {
  readonly references: ReferenceRepository;
  readonly select: SelectSpectrum;
  readonly clock: Clock;
  readonly ids: Ids;
  /** SHA-256, hex. */
  readonly sha256: (bytes: Uint8Array) => Promise<string>;
}

/** A spectrum as text is far smaller. */
const MAX_FILE_BYTES = 4 * 2 ** 20;
const MAX_CHANNELS = 65_536;
/** Formats that are text: these are parsed where the request is; what is not is read by a process of its own, as a dataset. */
const TEXT_FORMATS: readonly string[] = ['msa', 'text', 'xdi'];

/** Keeps spectra to compare others with. */
export class ManageReferences {
  constructor(private readonly ports: ReferencePorts) {}

  /** @throws FormatError; WorkflowError payload-too-large, checksum-mismatch, invalid-filename; SimilarityError */
  async addFile({ ownerId, fileName, bytes, sha256, facts }: ReferenceUpload): Promise<SpectrumReference> {
    const name = safeFileName(fileName);
    const content = await collected(bytes);
    const hash = await this.ports.sha256(content);
    if (sha256 !== null && sha256.toLowerCase() !== hash) {
      throw new WorkflowError('checksum-mismatch', `The bytes that arrived hash to ${hash}.`);
    }
    refuseBinary(content);
    const file = await textFile(content, name);
    const said = { ...facts, name: facts.name ?? file.title, source: facts.source ?? file.owner };
    const fromTitle = { compound: file.compound, element: file.element, edge: file.edge };
    const known = {
      ...said,
      compound: said.compound ?? fromTitle.compound,
      element: said.element ?? fromTitle.element,
      edge: said.edge ?? fromTitle.edge,
      kind: said.kind ?? file.kind,
    };
    return this.keep(ownerId, known, file.curve, { fileName: name, sha256: hash, format: file.format });
  }

  /** @throws WorkflowError not-found, not-finished, invalid-parameter; SimilarityError */
  async addSelection(
    ownerId: string,
    analysisId: string,
    selection: SpectrumSelection,
    facts: ReferenceFacts & { readonly name: string },
  ): Promise<SpectrumReference> {
    const curve = await this.ports.select.of(ownerId, analysisId, selection);
    return this.keep(ownerId, { ...facts, kind: facts.kind ?? 'EELS' }, curve, { analysisId, selection });
  }

  /** @throws WorkflowError not-found */
  async find(ownerId: string, id: string): Promise<StoredReference> {
    return (await this.ports.references.find(ownerId, id)) ?? missing(id);
  }

  /** @throws WorkflowError not-found */
  async remove(ownerId: string, id: string): Promise<void> {
    if (!(await this.ports.references.remove(ownerId, id))) missing(id);
  }

  private async keep(
    ownerId: string,
    facts: ReferenceFacts & Pick<SpectrumReference, 'name' | 'kind'>,
    { energy, values }: EnergyCurve,
    origin: ReferenceOrigin,
  ): Promise<SpectrumReference> {
    checkCurve({ energy, values });
    if (energy.nChannels > MAX_CHANNELS) {
      throw new WorkflowError('range-too-large', `A reference has at most ${MAX_CHANNELS} channels.`);
    }
    const [id, createdAt] = [this.ports.ids.next(), this.ports.clock.now()];
    const reference = { ...facts, id, ownerId, origin, energy, createdAt };
    await this.ports.references.add({ reference, values });
    return reference;
  }
}

async function collected(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MAX_FILE_BYTES) {
      throw new WorkflowError('payload-too-large', `The limit of a reference is ${MAX_FILE_BYTES} bytes.`);
    }
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The list of formats in a refusal is that of references, not the longer one of datasets. */
async function textFile(content: Uint8Array, name: string): Promise<LibraryFile> {
  try {
    const file = await libraryFile(content, name);
    return TEXT_FORMATS.includes(file.format) ? file : refuseFormat();
  } catch (error) {
    if (error instanceof FormatError && error.code === 'unsupported-media-type') refuseFormat();
    throw error;
  }
}

/** Text has no zero byte; what has one would go to a parser of binary files. */
function refuseBinary(content: Uint8Array): void {
  if (content.includes(0)) refuseFormat();
}

const refuseFormat = (): never => {
  throw new FormatError(
    'unsupported-media-type',
    'A reference is taken as text (.msa, .xdi, .csv, .tsv, .txt). Send other files as a dataset, and keep a part of its analysis.',
  );
};

const missing = (id: string): never => {
  throw new WorkflowError('not-found', `There is no reference ${id}.`);
};
