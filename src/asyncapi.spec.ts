import asyncApi from '@asyncapi/specs';
import { ModulesContainer } from '@nestjs/core';
import { PATTERN_METADATA } from '@nestjs/microservices/constants';
import Ajv from 'ajv';
import { documentedApp } from '../test/support/openapi-app';
import { asyncApiDocument } from './asyncapi/asyncapi-document';
import { strictJudge } from '../test/support/openapi-schemas';
import type { JsonObject } from './openapi/json';
import { openApiDocument } from './openapi/openapi-document';

interface Message {
  readonly payload: JsonObject;
  readonly headers?: JsonObject;
  readonly examples?: readonly { readonly payload?: unknown; readonly headers?: unknown }[];
}
interface Document {
  readonly channels: Readonly<
    Record<string, { readonly address: string | null; readonly messages: Record<string, Message> }>
  >;
  readonly operations: Readonly<
    Record<string, { readonly action: string; readonly channel: { readonly $ref: string } }>
  >;
}

describe('The AsyncAPI document', () => {
  let document: Document;
  let patterns: string[];

  beforeAll(async () => {
    const app = await documentedApp(() => undefined);
    const { schemas } = openApiDocument(app).components as { schemas: JsonObject };
    document = JSON.parse(JSON.stringify(asyncApiDocument({ details: 'character.get' }, schemas))) as Document;
    patterns = patternsOf(app);
  });

  it('is valid AsyncAPI 3.0', () => {
    const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, logger: false });
    const validate = ajv.compile(asyncApi.schemasWithoutId['3.0.0'] as object);

    const isValid = validate(document);

    expect({ isValid, errors: validate.errors?.slice(0, 5) }).toEqual({ isValid: true, errors: undefined });
  });

  it('names what every handler of the hub listens to', () => {
    const addresses = new Set(Object.values(document.channels).map(({ address }) => address));

    expect(patterns.length).toBeGreaterThan(5);
    expect(patterns.filter((pattern) => !addresses.has(pattern))).toEqual([]);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
    const find = (path: string): unknown =>
      path.split('/').reduce<unknown>((node, key) => (node as JsonObject | undefined)?.[key], document);

    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((path) => find(path) === undefined)).toEqual([]);
  });

  it('shows an example of every message that is JSON, and each keeps to its own schema', () => {
    const faults = Object.entries(document.channels).flatMap(([channel, { messages }]) =>
      Object.entries(messages).flatMap(([name, { payload, headers, examples = [] }]) => {
        if (examples.length === 0 && payload.type !== undefined) return [`${channel} ${name}: no example`];
        return examples.flatMap((example) => [
          ...strictJudge(document, payload)(example.payload).map((fault) => `${channel} ${name}: ${fault}`),
          ...(example.headers === undefined ? [] : strictJudge(document, headers ?? {})(example.headers)),
        ]);
      }),
    );

    expect(faults).toEqual([]);
  });
});

/** What `@EventPattern` and `@MessagePattern` say, read from the decorated methods themselves. */
function patternsOf(app: Awaited<ReturnType<typeof documentedApp>>): string[] {
  const modules = [...app.get<ModulesContainer>(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype));
  return controllers.flatMap((controller) => {
    const prototype = (controller as { prototype: Record<string, unknown> } | null)?.prototype ?? {};
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
      const found: unknown = typeof handler === 'function' ? Reflect.getMetadata(PATTERN_METADATA, handler) : undefined;
      return Array.isArray(found) ? (found as string[]) : [];
    });
  });
}
