import type { KeyRequest } from '../../workflows/manage-keys.js';
import type { ApiKey } from '../../workflows/ports/records.js';
import type { CreateKeyDto, KeyDto } from './key.dto.js';

export const toKeyRequest = (body: CreateKeyDto, callerId: string): KeyRequest => ({
  name: body.name,
  ownerId: body.owner ?? callerId,
  scopes: body.scopes,
  expiresAt: body.expiresAt === undefined ? null : new Date(body.expiresAt),
  instrument: body.instrument ?? null,
  requestsPerMinute: body.requestsPerMinute ?? null,
  uploadBytesPerDay: body.uploadBytesPerDay ?? null,
});

export const toKeyDto = (key: ApiKey): KeyDto => ({
  id: key.id,
  name: key.name,
  ownerId: key.ownerId,
  scopes: [...key.scopes],
  instrument: key.instrument,
  requestsPerMinute: key.requestsPerMinute,
  uploadBytesPerDay: key.uploadBytesPerDay,
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
});
