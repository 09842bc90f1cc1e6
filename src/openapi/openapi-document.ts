import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ProblemView } from '../common/http/api-problems';
import { ItemRequestDto } from '../items/item-request.dto';
import { MapRequestDto } from '../maps/map-request.dto';
import { PortraitRequestDto } from '../portraits/portrait-request.dto';
import { TokenRequestDto } from '../tokens/token-request.dto';
import { API_DESCRIPTION, API_TAGS } from './api-description';
import { DOCUMENT_PATHS } from './document-paths';
import { everyOperation } from './every-operation';
import { exampleOf, type ExamplePurpose } from './example-of';
import { isJsonObject, objectOr, type JsonObject } from './json';
import { requestExamples } from './request-examples';
import { inDialectOf31 } from './schema-dialect';
import { withSharedAnswers } from './shared-answers';

/**
 * The OpenAPI 3.1 document of the running service, made from its controllers and their DTOs. What `@nestjs/swagger`
 * cannot say (the words of 3.1, what holds for every operation, examples of everything) is added here.
 */
export function openApiDocument(app: INestApplication): JsonObject {
  const made = SwaggerModule.createDocument(app, settings(), {
    extraModels: [ProblemView, PortraitRequestDto, MapRequestDto, TokenRequestDto, ItemRequestDto],
    operationIdFactory: (_controller, method) => snakeCase(method),
  }) as unknown as JsonObject;
  const withPaths = { ...made, paths: { ...objectOr(made.paths), ...DOCUMENT_PATHS } };
  return withExamples(withSharedAnswers(withOperationIds(withUsedTags(translated(withPaths)))));
}

function settings() {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Image Service')
    .setDescription(API_DESCRIPTION)
    .setVersion('1')
    .addServer('/', 'this service')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' });
  for (const { name, description } of API_TAGS) builder.addTag(name, description);
  return builder.build();
}

/** Every schema in the words of 3.1; bodies of requests refuse what they do not name. */
function translated(document: JsonObject): JsonObject {
  const components = objectOr(document.components);
  const schemas = Object.entries(objectOr(components.schemas)).map(([name, schema]) => [
    name,
    withRefusal(name, inDialectOf31(objectOr(schema))),
  ]);
  const paths = everySchemaIn(objectOr(document.paths), inDialectOf31) as JsonObject;
  return { ...document, paths, components: { ...components, schemas: Object.fromEntries(schemas) as JsonObject } };
}

/** What is read is a `Dto`, what is answered a `View`: only the first is closed, so that answers may grow. */
function withRefusal(name: string, schema: JsonObject): JsonObject {
  const isClosed = name.endsWith('Dto') && isJsonObject(schema.properties) && schema.additionalProperties === undefined;
  return isClosed ? { ...schema, additionalProperties: false } : schema;
}

function everySchemaIn(node: unknown, change: (schema: JsonObject) => JsonObject): unknown {
  if (Array.isArray(node)) return node.map((entry) => everySchemaIn(entry, change));
  if (!isJsonObject(node)) return node;
  const entries = Object.entries(node).map(([key, value]) => {
    if (key === 'schema' && isJsonObject(value)) return [key, change(value)];
    const isData = key === 'example' || key === 'examples';
    return [key, isData ? value : everySchemaIn(value, change)];
  });
  return Object.fromEntries(entries) as JsonObject;
}

/** `portraits_create`: the first word of the path and the handler's name, which callers' generated clients keep. */
function withOperationIds(document: JsonObject): JsonObject {
  return everyOperation(document, (operation, { path }) => {
    const group = path.replace(/^\/api\/v\d+/, '').split('/')[1] || 'gallery';
    return { ...operation, operationId: `${group.replace(/\W/g, '_')}_${String(operation.operationId)}` };
  });
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** A group without operations would be an empty heading. */
function withUsedTags(document: JsonObject): JsonObject {
  const used = new Set<unknown>();
  everyOperation(document, (operation) => {
    for (const tag of Array.isArray(operation.tags) ? operation.tags : []) used.add(tag);
    return operation;
  });
  const tags = Array.isArray(document.tags) ? document.tags.filter((tag) => used.has(objectOr(tag).name)) : [];
  return { ...document, tags };
}

/** Every JSON body that has no example yet gets one that is made from its schema. */
function withExamples(document: JsonObject): JsonObject {
  const illustrated = (content: unknown, purpose: ExamplePurpose): JsonObject => {
    const entries = Object.entries(objectOr(content)).map(([type, media]) => [
      type,
      withExample(document, type, objectOr(media), purpose),
    ]);
    return Object.fromEntries(entries) as JsonObject;
  };
  return everyOperation(document, (operation) => {
    const responses = Object.entries(objectOr(operation.responses)).map(([status, given]) => {
      const response = objectOr(given);
      const content = response.content === undefined ? {} : { content: illustrated(response.content, 'response') };
      return [status, { ...response, ...content }];
    });
    const body = objectOr(operation.requestBody);
    const asked =
      body.content === undefined ? {} : { requestBody: { ...body, content: illustrated(body.content, 'request') } };
    return { ...operation, ...asked, responses: Object.fromEntries(responses) as JsonObject };
  });
}

function withExample(document: JsonObject, type: string, media: JsonObject, purpose: ExamplePurpose): JsonObject {
  const isJson = /^application\/([\w.-]+\+)?json$/.test(type);
  const isTold = media.example !== undefined || media.examples !== undefined;
  if (!isJson || isTold || !isJsonObject(media.schema)) return media;
  const examples = purpose === 'request' ? requestExamples(media.schema) : undefined;
  return examples === undefined
    ? { ...media, example: exampleOf(document, media.schema, purpose) }
    : { ...media, examples };
}
