import type { Request } from 'express';

/** Says where to find what was made: 201 when it is new, 200 when it was there already. */
export function created(request: Request, location: string, isNew = true): void {
  request.res!.status(isNew ? 201 : 200).setHeader('Location', location);
}
