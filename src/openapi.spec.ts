import SwaggerParser from '@apidevtools/swagger-parser';
import { documentedApp } from '../test/support/openapi-app';
import { operationsOf, type MediaType, type OpenApiDocument } from '../test/support/openapi-document';
import { judge, strictJudge } from '../test/support/openapi-schemas';
import { openApiDocument } from './openapi/openapi-document';

/** Pages and their files, made for people; everything else a caller can reach is in the document. */
const NOT_DOCUMENTED = /^\/docs(\/|$)/;
const JSON_TYPE = /^application\/([\w.-]+\+)?json$/;

async function boot(): Promise<{ document: OpenApiDocument; routes: string[] }> {
  const routes = new Set<string>();
  const app = await documentedApp((method, url) => routes.add(`${method} ${url.replace(/:(\w+)/g, '{$1}')}`));
  await app.init();
  const document = JSON.parse(JSON.stringify(openApiDocument(app))) as OpenApiDocument;
  return { document, routes: [...routes].filter((route) => !isHidden(route)).sort() };
}

/** HEAD comes with every GET, and is understood to. */
function isHidden(route: string): boolean {
  const [method, url = ''] = route.split(' ');
  return method === 'HEAD' || NOT_DOCUMENTED.test(url);
}

describe('The OpenAPI document', () => {
  let document: OpenApiDocument;
  let routes: string[];
  const operations = () => operationsOf(document);
  const named = (faults: Record<string, readonly string[]>) =>
    Object.entries(faults).flatMap(([name, list]) => list.map((fault) => `${name}: ${fault}`));

  beforeAll(async () => {
    ({ document, routes } = await boot());
  });

  it('is valid OpenAPI 3.1', async () => {
    const copy = structuredClone(document) as never;

    const parsed = await SwaggerParser.validate(copy);

    expect(parsed).toMatchObject({ openapi: '3.1.0' });
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('names every route of the service and no other', () => {
    const documented = operations().map(({ method, path }) => `${method.toUpperCase()} ${path}`);

    expect(documented.sort()).toEqual(routes);
  });

  it('gives every operation a name of its own, a summary, a group and the answers that any call can get', () => {
    const groups = new Set((document as unknown as { tags: { name: string }[] }).tags.map(({ name }) => name));
    const ids = operations().map(({ operation }) => operation.operationId);
    const faults = operations().flatMap(({ method, path, operation }) => {
      const { operationId, summary, tags, responses } = operation;
      const missing = path.startsWith('/api/') ? ['401', '429', '503'].filter((status) => !(status in responses)) : [];
      return [
        ...missing.map((status) => `${operationId} does not say ${status}`),
        ...(summary === undefined || summary === '' ? [`${method} ${path} has no summary`] : []),
        ...(tags?.length === 1 && groups.has(tags[0] ?? '') ? [] : [`${operationId} is in no group that is described`]),
        ...(/^[a-z_]+$/.test(operationId) ? [] : [`${operationId} is no readable name`]),
      ];
    });

    expect(faults).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('says of every answer what it is', () => {
    const faults = operations().flatMap(({ operation }) =>
      Object.entries(operation.responses).flatMap(([status, response]) => {
        const name = `${operation.operationId} ${status}`;
        const isEmpty = status === '204' || status === '304';
        const types = Object.keys(response.content ?? {});
        return [
          ...(response.description === '' ? [`${name} has no description`] : []),
          ...(isEmpty || types.length > 0 ? [] : [`${name} has no content`]),
          ...Object.entries(response.content ?? {})
            .filter(([type, media]) => JSON_TYPE.test(type) && media.schema === undefined)
            .map(([type]) => `${name} ${type} has no schema`),
        ];
      }),
    );

    expect(faults).toEqual([]);
  });

  it('shows an example of every JSON body, and each keeps to its own schema', () => {
    const examplesOf = (media: MediaType): unknown[] => [
      ...(media.example === undefined ? [] : [media.example]),
      ...Object.values(media.examples ?? {}).map(({ value }) => value),
    ];
    const bodies = operations().flatMap(({ operation }) => [
      ...Object.entries(operation.requestBody?.content ?? {}).map(
        ([type, media]) => [`${operation.operationId} asked ${type}`, type, media] as const,
      ),
      ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.entries(content ?? {}).map(
          ([type, media]) => [`${operation.operationId} ${status} ${type}`, type, media] as const,
        ),
      ),
    ]);
    const faults: Record<string, readonly string[]> = {};
    for (const [name, type, media] of bodies) {
      if (!JSON_TYPE.test(type)) continue;
      const found = examplesOf(media);
      faults[name] =
        found.length === 0 ? ['no example'] : found.flatMap((one) => strictJudge(document, media.schema ?? {})(one));
    }

    expect(named(faults)).toEqual([]);
    expect(Object.keys(faults).length).toBeGreaterThan(10);
  });

  it('gives no member an example or a default that its schema refuses', () => {
    const schemas = Object.entries(document.components.schemas ?? {}) as [string, Record<string, never>][];
    const faults: Record<string, readonly string[]> = {};
    for (const [name, { properties }] of schemas) {
      for (const [member, schema] of Object.entries<Record<string, unknown>>(properties ?? {})) {
        const said = [
          ...((schema.examples as unknown[] | undefined) ?? []),
          ...('default' in schema ? [schema.default] : []),
        ];
        faults[`${name}.${member}`] = said.flatMap((value) => judge(document, schema)(value));
      }
    }

    expect(named(faults)).toEqual([]);
  });
});
