import type { UploadBytes } from '../../workflows/ports/upload-bytes.js';
import type { Upload } from '../../workflows/ports/uploads.js';
import type { UploadDto } from './upload.dto.js';

export async function toUploadDto(upload: Upload, bytes: UploadBytes): Promise<UploadDto> {
  const { id, fileName, sizeBytes, state, instrument, session, datasetId, problem, by } = upload;
  return {
    ...{ id, fileName, sizeBytes, state, instrument, session, datasetId, by },
    receivedBytes: await receivedOf(upload, bytes),
    sha256: upload.contentSha256 ?? upload.sha256,
    problem,
    createdAt: upload.createdAt.toISOString(),
    expiresAt: state === 'receiving' ? upload.expiresAt.toISOString() : null,
  };
}

async function receivedOf(upload: Upload, bytes: UploadBytes): Promise<number> {
  if (upload.receivedBytes !== null) return upload.receivedBytes;
  const there = await bytes.sizeOf(upload.id);
  return there ?? (upload.contentSha256 === null ? 0 : upload.sizeBytes);
}
