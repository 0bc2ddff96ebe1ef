import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

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
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => operationId(controller, method),
  });
}

/** DatasetsController.submit -> submitDatasets */
const operationId = (controller: string, method: string): string =>
  `${method}${controller.replace(/Controller$/, '')}`;
