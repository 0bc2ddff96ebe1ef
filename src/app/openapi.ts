import { writeFile } from 'node:fs/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HttpModule } from '../http/http.module.js';
import { HttpOptions } from '../http/http-options.js';
import { openApiDocument } from '../http/openapi/openapi-document.js';

@Module({
  imports: [HttpModule.forRoot(new HttpOptions({ maxUploadBytes: 0, webRoot: null, version: '' }), [])],
})
class DocumentedModule {}

/** Writes the document that describes the API. Nothing is started: no database, no port. */
export async function writeOpenApi(path: string): Promise<void> {
  const app = await NestFactory.create(DocumentedModule, {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  await writeFile(path, `${JSON.stringify(openApiDocument(app), null, 2)}\n`);
  await app.close();
}
