import { workerData } from 'node:worker_threads';
import { inThread, type ThreadMessage } from '../../jobs/in-thread.js';
import { openBlobStore } from '../../storage/blobs/open-blob-store.js';
import type { BlobPlace } from '../../workflows/ports/blob-place.js';
import type { SearchComputation } from '../../workflows/ports/search-computation.js';
import { ComputeSearch } from '../../workflows/searches/compute-search.js';

const { blobPlace } = workerData as { blobPlace: BlobPlace };
const computation: SearchComputation = new ComputeSearch(await openBlobStore(blobPlace));

type Method = Exclude<keyof SearchComputation, 'prototype'>;

/** A method of the computation as a task of this thread. */
const threaded =
  <Name extends Method>(name: Name) =>
  (message: ThreadMessage<Parameters<SearchComputation[Name]>[0]>) =>
    inThread(message, (task) => (computation[name] as (task: unknown) => Promise<unknown>)(task));

export const prepareTable = threaded('prepareTable');
export const prepareBoundary = threaded('prepareBoundary');
export const identify = threaded('identify');
export const next = threaded('next');
export const ask = threaded('ask');
export const outlook = threaded('outlook');
export const map = threaded('map');
export const structure = threaded('structure');
export const planes = threaded('planes');
