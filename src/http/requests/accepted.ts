import type { Request } from 'express';

/** Says where to find what was taken in: 202 when it is new, 200 when it was there already. */
export function accepted(request: Request, location: string, isNew = true): void {
  request.res!.status(isNew ? 202 : 200).setHeader('Location', location);
}
