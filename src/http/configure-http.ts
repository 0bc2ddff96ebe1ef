import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hashBody } from './idempotency/body-hash.js';
import { AuditTrail } from './audit/audit-trail.js';
import { Identity } from './auth/identity.js';
import { HttpOptions } from './http-options.js';
import { RequestMemory } from './limits/request-memory.js';
import { crossOrigin } from './optimade/cross-origin.js';
import { serveDocs } from './openapi/docs-page.js';
import { neverStored, securityHeaders } from './page/security-headers.js';
import { servePage } from './page/serve-page.js';
import { jsonBody } from './requests/json-body.js';
import { setRequestId } from './requests/request-id.js';

/** A connection that says nothing for so long is closed; event streams send a comment more often. */
const IDLE_MS = 60_000;
/** The longest that one request may take to arrive: 2 GiB over a slow line. */
const REQUEST_MS = 2 * 3600 * 1000;

/**
 * What an application needs beside HttpModule; create it with `{ bodyParser: false }` and call this before `listen`.
 */
export function configureHttp(app: NestExpressApplication): void {
  const options = app.get(HttpOptions);
  app.set('etag', false);
  app.set('query parser', 'simple');
  app.set('trust proxy', options.trustProxy);
  app.use(setRequestId, securityHeaders, app.get(AuditTrail).watch);
  app.use(['/api', '/auth', '/optimade'], neverStored);
  app.use('/optimade', crossOrigin);
  app.use('/api/v1', hashBody, jsonBody({ memory: app.get(RequestMemory), identity: app.get(Identity) }));
  if (options.webRoot !== null) servePage(app, options.webRoot);
  serveDocs(app);
  limitTimes(app.getHttpServer());
}

/** Of all headers of a request: what is told of an upload, a sidecar of 16 kB in base64 with it, stands in one. */
const HEADER_BYTES = 64 * 1024;

function limitTimes(server: Server): void {
  // What `createServer({ maxHeaderSize })` sets; Nest makes the server and takes no options for it.
  (server as Server & { maxHeaderSize: number }).maxHeaderSize = HEADER_BYTES;
  server.headersTimeout = 30_000;
  server.requestTimeout = REQUEST_MS;
  server.timeout = IDLE_MS;
}
