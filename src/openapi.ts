import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { serveAsyncApi } from './asyncapi';
import type { JsonObject } from './openapi/json';
import { openApiDocument } from './openapi/openapi-document';
import { serveDocument } from './openapi/served-document';

/**
 * Serves what the code says of itself: OpenAPI 3.1 at `/openapi.json` with its pages at `/docs`, and AsyncAPI 3.0 at
 * `/asyncapi.json`. Open to everyone, like the pages; made once, when somebody asks.
 */
export function serveOpenApi(app: NestFastifyApplication): void {
  let document: JsonObject | undefined;
  const make = (): JsonObject => (document ??= openApiDocument(app));
  serveDocument(app, '/openapi.json', make);
  serveAsyncApi(app, make);
  SwaggerModule.setup('docs', app, () => make() as unknown as OpenAPIObject, {
    raw: false,
    customSiteTitle: 'Image Service',
  });
}
