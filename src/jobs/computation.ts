import { FORMAT_LIMITS } from '../science/formats/limits.js';
import type { BlobPlace } from '../workflows/ports/blob-place.js';
import type { AnalysisOutcome, DatasetSummary } from '../workflows/ports/records.js';
import { isLargeRequest, type StoredScanRequest } from '../workflows/interpret-stored-scan.js';
import { problemOf } from '../workflows/problems.js';
import { ParseProcess } from './parse-process.js';
import type { TaskHooks, TaskOutcome } from './task-outcome.js';
import { ThreadPool } from './thread-pool.js';

export interface ComputationOptions {
  /** Module of the threads: exports `interpret` and `warmUp`. */
  readonly threadFile: string;
  /** Module of the process that reads files: serves `ingest` and `warmUp`. */
  readonly parseFile: string;
  /** Module of the process that analyses scans larger than memory: serves `interpret`. */
  readonly largeFile: string;
  readonly blobPlace: BlobPlace;
  /** Folders with networks that analyses may ask. */
  readonly modelFolders: readonly string[];
  readonly analysisThreads: number;
  readonly parseDeadlineS: number;
  readonly parseMemoryBytes: number;
  readonly analysisDeadlineS: number;
  readonly log: (message: string) => void;
}

export interface IngestTask {
  readonly sha256: string;
  readonly fileName: string;
  readonly sizeBytes: number;
}

/** A file becomes its counts and once more a typed array of another type. */
const COPIES_OF_A_FILE = 3;
/** Compressed files on a slow disk; a large file gets time for its size on top of the deadline of any file. */
const SLOWEST_BYTES_PER_S = 10 * 2 ** 20;
const PARSE_HEAP_MB = 1024;
/** What an analysis of a scan larger than memory may gain; it takes some 250 MB. */
const LARGE_ANALYSIS_BYTES = 600 * 2 ** 20;

const UNEXPECTED = problemOf(
  'internal-error',
  'The analysis failed unexpectedly; the log of the service has more.',
);

/**
 * The work that does not belong on the main thread: files are read in a process of its own, scans are analysed in threads,
 * those larger than memory one after another in a process that ends with each: what it held goes back at once.
 */
export class Computation {
  private readonly parsing: ParseProcess;
  private readonly analysing: ThreadPool;
  private readonly analysingLarge: ParseProcess;

  constructor(private readonly options: ComputationOptions) {
    const { blobPlace, modelFolders, log } = options;
    this.parsing = new ParseProcess({
      filename: options.parseFile,
      args: [JSON.stringify(blobPlace)],
      heapMb: PARSE_HEAP_MB,
      deadlineS: options.parseDeadlineS,
      staysReady: true,
      what: 'Reading a file',
      problems: {
        broken: problemOf('malformed-file', 'The file made its reader fail.'),
        memory: problemOf('limits-exceeded', 'Reading the file needs more memory than is allowed for it.'),
      },
      log,
    });
    this.analysingLarge = new ParseProcess({
      filename: options.largeFile,
      args: [JSON.stringify(blobPlace), ...modelFolders],
      heapMb: PARSE_HEAP_MB,
      deadlineS: options.analysisDeadlineS,
      staysReady: false,
      what: 'The analysis of a large scan',
      problems: {
        broken: UNEXPECTED,
        memory: problemOf('limits-exceeded', 'The analysis needs more memory than is allowed for it.'),
      },
      log,
    });
    this.analysing = new ThreadPool({
      filename: options.threadFile,
      workerData: { blobPlace, modelFolders },
      threads: options.analysisThreads,
      deadlineS: options.analysisDeadlineS,
      onCrash: (cause) => {
        log(`An analysis failed unexpectedly: ${cause instanceof Error ? cause.stack : String(cause)}`);
        return UNEXPECTED;
      },
    });
  }

  private closed = false;

  /** Loads the code and lets it run once, so that the first job does not pay for it. */
  async warmUp(): Promise<void> {
    const hooks = { signal: new AbortController().signal, onProgress: () => {} };
    const { analysisThreads, parseMemoryBytes: memoryBytes } = this.options;
    const warming = await Promise.allSettled([
      this.parsing.run({ name: 'warmUp', task: null, memoryBytes, extraS: 0 }, hooks),
      ...Array.from({ length: analysisThreads }, () => this.analysing.run('warmUp', null, hooks)),
    ]);
    for (const one of warming) {
      if (this.closed) return;
      if (one.status === 'rejected') this.options.log(`Warming up failed: ${String(one.reason)}`);
      else if ('problem' in one.value) this.options.log(`Warming up failed: ${one.value.problem.detail}`);
    }
  }

  ingest(task: IngestTask, hooks: TaskHooks): Promise<TaskOutcome<DatasetSummary>> {
    // What is larger is read in blocks, in the memory of one of them.
    const loadedBytes = Math.min(task.sizeBytes, FORMAT_LIMITS.wholeFileBytes);
    const memoryBytes = this.options.parseMemoryBytes + COPIES_OF_A_FILE * loadedBytes;
    const extraS = Math.ceil(task.sizeBytes / SLOWEST_BYTES_PER_S);
    return this.parsing.run({ name: 'ingest', task, memoryBytes, extraS }, hooks);
  }

  interpret(task: StoredScanRequest, hooks: TaskHooks): Promise<TaskOutcome<AnalysisOutcome>> {
    if (isLargeRequest(task)) {
      const request = { name: 'interpret', task, memoryBytes: LARGE_ANALYSIS_BYTES, extraS: 0 };
      return this.analysingLarge.run(request, hooks);
    }
    return this.analysing.run('interpret', task, hooks);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.parsing.close();
    this.analysingLarge.close();
    await this.analysing.close();
  }
}
