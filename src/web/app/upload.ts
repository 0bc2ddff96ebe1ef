import { apiUrl, ApiError, networkProblem, problemFrom } from './api.js';
import type { SubmittedDataset } from './api-types.js';

export interface Upload {
  readonly done: Promise<SubmittedDataset>;
  readonly cancel: () => void;
}

export class UploadCancelled extends Error {}

/** One file to the service. XMLHttpRequest, because fetch tells nothing of how much has been sent. */
export function uploadFile(file: File, onProgress: (sentBytes: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<SubmittedDataset>((resolve, reject) => {
    request.open('POST', apiUrl('/datasets'));
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => onProgress(Math.min(event.loaded, file.size));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as SubmittedDataset);
      else reject(new ApiError(problemFrom(request.status, request.responseText)));
    };
    request.onabort = () => reject(new UploadCancelled('cancelled'));
    request.onerror = () =>
      reject(
        new ApiError(
          networkProblem('The connection broke while the file was being sent. Nothing was kept of it.'),
        ),
      );
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}
