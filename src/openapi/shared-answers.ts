import { getSchemaPath } from '@nestjs/swagger';
import { problemResponse, PROBLEMS, ProblemView, type ProblemStatus } from '../common/http/api-problems';
import { everyOperation, type OperationPlace } from './every-operation';
import { objectOr, type JsonObject } from './json';

/** Every operation can end so: the path, or the query behind it, is longer than what is read. */
const OF_ALL = [414] as const;
/** Every operation under `/api` can end so, whatever its handler does. */
const OF_API = [401, 429, 503] as const;
/** Methods with a body: it may be broken, too large or of another type before a handler sees it. */
const OF_BODIES = [400, 413, 415] as const;

/** What a success means where its handler says no more than its type. */
const SUCCESSES: Readonly<Record<number, string>> = {
  200: 'done',
  201: 'made',
  202: 'accepted',
  204: 'done',
  304: 'you have it already',
};
const RETRY_AFTER = { description: 'seconds', schema: { type: 'integer', minimum: 0 } };
const REQUEST_ID = {
  description: 'the request’s id: the one you gave, or a new one. Also in the logs and in problems',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,128}$' },
};
/** Headers that any call may carry. */
const SHARED_PARAMETERS = {
  RequestId: {
    name: 'X-Request-ID',
    in: 'header',
    description: 'Taken over as the request’s id when it is 1 to 128 of A–Z a–z 0–9 . _ : -',
    schema: { type: 'string' },
  },
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    description: 'W3C trace context; ignored when malformed',
    schema: { type: 'string' },
  },
};

/** Adds to the document what holds for every operation, so that no handler has to say it. */
export function withSharedAnswers(document: JsonObject): JsonObject {
  const components = objectOr(document.components);
  return {
    ...everyOperation(document, completed),
    components: {
      ...components,
      parameters: { ...objectOr(components.parameters), ...SHARED_PARAMETERS },
      headers: { ...objectOr(components.headers), RequestId: REQUEST_ID, RetryAfter: RETRY_AFTER },
    },
  };
}

function completed(operation: JsonObject, place: OperationPlace): JsonObject {
  const isOfApi = place.path.startsWith('/api/');
  const responses: JsonObject = { ...objectOr(operation.responses) };
  for (const status of sharedStatuses(place)) responses[status] ??= problemResponse(status);
  const answered = Object.entries(responses).map(([status, response]) => [
    status,
    answer(Number(status), objectOr(response)),
  ]);
  const parameters = Array.isArray(operation.parameters) ? (operation.parameters as unknown[]) : [];
  const shared = Object.keys(SHARED_PARAMETERS).map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    ...operation,
    security: isOfApi ? [{ bearer: [] }] : [],
    parameters: [...parameters.map((parameter) => typedId(objectOr(parameter))), ...(isOfApi ? shared : [])],
    responses: Object.fromEntries(answered) as JsonObject,
  };
}

/** Ids in paths are UUIDs, whatever the handler's type says. */
function typedId(parameter: JsonObject): JsonObject {
  const isId = parameter.in === 'path' && /^(id|\w+_id)$/.test(String(parameter.name));
  return isId ? { ...parameter, schema: { type: 'string', format: 'uuid' } } : parameter;
}

function sharedStatuses({ path, method }: OperationPlace): ProblemStatus[] {
  return [
    ...OF_ALL,
    ...(path.startsWith('/api/') ? OF_API : []),
    ...(['get', 'head'].includes(method) ? [] : OF_BODIES),
  ];
}

/** A problem answer says its codes and its body even where a handler only named its status. */
function answer(status: number, response: JsonObject): JsonObject {
  const isProblem = status in PROBLEMS;
  const isBare = response.content === undefined && isProblem;
  const told = { ...response, description: response.description || (SUCCESSES[status] ?? 'the answer') };
  const full: JsonObject = isBare ? { ...problemResponse(status as ProblemStatus), ...told } : told;
  const content = Object.entries(objectOr(full.content)).map(([type, media]) => [
    type,
    isProblem && type === 'application/problem+json' ? withCodes(status as ProblemStatus, objectOr(media)) : media,
  ]);
  const retry = status === 429 || status === 503 ? { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } : {};
  const headers = { ...retry, ...objectOr(full.headers), 'X-Request-ID': { $ref: '#/components/headers/RequestId' } };
  return { ...full, headers, ...(content.length > 0 ? { content: Object.fromEntries(content) as JsonObject } : {}) };
}

/** The general problem, narrowed to the status and the codes that come with it. */
function withCodes(status: ProblemStatus, media: JsonObject): JsonObject {
  const narrowed = { status: { const: status }, code: { enum: PROBLEMS[status].codes } };
  return { ...media, schema: { allOf: [{ $ref: getSchemaPath(ProblemView) }, { properties: narrowed }] } };
}
