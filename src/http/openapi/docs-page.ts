import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { openApiDocument } from './openapi-document.js';

/** Swagger's own page has styles in it, which our policy for pages (rightly) blocks; this one has none. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Kaimen API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/swagger-ui-standalone-preset.js"></script>
<script src="/api/docs/swagger-ui-init.js"></script>
</body>
</html>
`;

/** `/api/docs`, and the document itself at `/api/v1/openapi.json`. */
export function serveDocs(app: NestExpressApplication): void {
  app.use(/^\/api\/docs\/?$/, (_request: Request, response: Response) => {
    response.type('html').send(PAGE);
  });
  SwaggerModule.setup('api/docs', app, openApiDocument(app), {
    jsonDocumentUrl: 'api/v1/openapi.json',
    swaggerOptions: { layout: 'BaseLayout' },
  });
}
