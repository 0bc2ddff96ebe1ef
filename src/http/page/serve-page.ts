import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

const YEAR_MS = 365 * 24 * 3600 * 1000;

/** Serves the built page: files as they are, and index.html for the addresses that the page itself understands. */
export function servePage(app: NestExpressApplication, webRoot: string): void {
  // Vite names assets after their content, so they never change; index.html names the assets, so it must be fresh.
  app.useStaticAssets(join(webRoot, 'assets'), {
    prefix: '/assets/',
    immutable: true,
    maxAge: YEAR_MS,
    index: false,
  });
  app.useStaticAssets(webRoot, { index: false, dotfiles: 'ignore', maxAge: 0 });
  app.use(pageFor(webRoot));
}

function pageFor(webRoot: string): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (isPageAddress(request)) {
      response.setHeader('Cache-Control', 'no-cache');
      response.sendFile('index.html', { root: webRoot }, (error?: Error) => void (error && next()));
    } else next();
  };
}

/** The root for everybody; below it only browsers that navigate: a program that mistypes an address gets its 404. */
function isPageAddress({ method, path, headers }: Request): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (path === '/') return true;
  if (/^\/(api|auth|optimade)(\/|$)/.test(path)) return false;
  return /\btext\/html\b/.test(headers.accept ?? '') && !FILE_NAME.test(path);
}

/** Ends as files do; '/models/mn-l23-valence/1.0.0' does not. */
const FILE_NAME = /\/\.[^/]*$|\.[a-z][a-z0-9]*$/i;
