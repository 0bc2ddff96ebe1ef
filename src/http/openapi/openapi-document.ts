import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { withIdempotencyKey } from './idempotency-in-document.js';

/** The version of the API, not that of the software: the document must not change with each release. */
const API_VERSION = '1';

const DESCRIPTION = `Turns STEM-EELS line scans into structure with uncertainty.

Errors are RFC 9457 (application/problem+json); programs read \`code\`. Times are ISO 8601 in UTC. Energies are eV.
A record of another owner does not exist (404).`;

/** The document that describes the API, as it is served and as it is committed (openapi.json). */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Kaimen')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'kaimen_<keyId>_<secret>' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => operationId(controller, method),
  });
  return inOneOrder(withIdempotencyKey(document));
}

/**
 * What a text may be, in alphabetical order: of a field without a decorator the compiler tells it in the order in which it met the
 * words anywhere in the program, so that a change elsewhere changed the document.
 */
function inOneOrder<T>(part: T): T {
  if (Array.isArray(part)) return part.map(inOneOrder) as T;
  if (typeof part !== 'object' || part === null) return part;
  const fields = Object.entries(part).map(([name, value]: [string, unknown]) => [
    name,
    name === 'enum' && isTexts(value) ? [...value].sort() : inOneOrder(value),
  ]);
  return Object.fromEntries(fields) as T;
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** DatasetsController.submit -> submitDatasets */
const operationId = (controller: string, method: string): string =>
  `${method}${controller.replace(/Controller$/, '')}`;
