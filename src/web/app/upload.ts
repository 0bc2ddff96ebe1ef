import { ApiError, problemOfText } from '../../api-client/client.js';
import { apiUrl, JSON_HEADERS, send, Unreachable } from './api.js';
import type { SubmittedDataset } from './api-types.js';

/** A dataset that was taken in; not `created` when it was there before. */
export type TakenIn = SubmittedDataset & { readonly created: boolean };

export interface Upload {
  readonly done: Promise<TakenIn>;
  /** Breaks off what has not been sent whole; what has been is taken in. */
  readonly cancel: () => void;
}

export class UploadCancelled extends Error {}

/** The demo scan, which the service makes itself. */
export async function takeInDemo(): Promise<TakenIn> {
  const response = await send('/datasets/demo', { method: 'POST', headers: JSON_HEADERS });
  return { ...((await response.json()) as SubmittedDataset), created: response.status === 202 };
}

/** One file to the service. XMLHttpRequest, because fetch tells nothing of how much has been sent. */
export function uploadFile(file: File, onProgress: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  let sentWhole = false;
  const done = new Promise<TakenIn>((resolve, reject) => {
    request.open('POST', apiUrl('/datasets'));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.upload.onload = () => (sentWhole = true);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve({
          ...(JSON.parse(request.responseText) as SubmittedDataset),
          created: request.status === 202,
        });
      else reject(new ApiError(problemOfText(request.responseText, request.status)));
    };
    request.onabort = () => reject(new UploadCancelled('cancelled'));
    request.onerror = () =>
      reject(
        new Unreachable(
          sentWhole
            ? 'The connection broke when the file had been sent. See in the list whether it was kept.'
            : 'The connection broke while the file was being sent. Nothing was kept of it.',
        ),
      );
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
  return { done, cancel: () => (sentWhole ? undefined : request.abort()) };
}
