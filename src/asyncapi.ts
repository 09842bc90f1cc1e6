import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { asyncApiDocument } from './asyncapi/asyncapi-document';
import { SERVICE_CONFIG, type ServiceConfig } from './config/service-config';
import type { JsonObject } from './openapi/json';
import { objectOr } from './openapi/json';
import { serveDocument } from './openapi/served-document';

/**
 * Serves the AsyncAPI 3.0 document at `/asyncapi.json`.
 * @param openApi makes the HTTP document, whose request bodies are those of the hub too
 */
export function serveAsyncApi(app: NestFastifyApplication, openApi: () => JsonObject): void {
  const { CHARACTER_DETAILS_SUBJECT } = app.get<ServiceConfig>(SERVICE_CONFIG);
  const schemas = (): JsonObject => objectOr(objectOr(openApi().components).schemas);
  serveDocument(app, '/asyncapi.json', () => asyncApiDocument({ details: CHARACTER_DETAILS_SUBJECT }, schemas()));
}
