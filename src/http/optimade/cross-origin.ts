import type { NextFunction, Request, Response } from 'express';

/**
 * Pages of other sites may read OPTIMADE. Without Allow-Credentials browsers send no cookies there, so what they see is
 * what is public, or what a key shows that the page was given.
 */
export function crossOrigin(request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, OPTIONS');
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type');
  response.status(204).end();
}
