import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** One fault of a body. */
export class FaultView {
  @ApiProperty({ example: 'style.pose', description: 'dotted path of the member; empty for the body itself' })
  path!: string;
  @ApiProperty({ example: 'expected a text' }) message!: string;
}

/** RFC 9457 problem details, as every error is answered. */
export class ProblemView {
  @ApiProperty({ example: 'about:blank' }) type!: string;
  @ApiProperty({ example: 'not found' }) title!: string;
  @ApiProperty({ example: 404 }) status!: number;
  @ApiProperty({ example: 'NOT_FOUND', description: 'stable code for programs' }) code!: string;
  @ApiProperty({ example: 'there is no such image' }) detail!: string;
  @ApiProperty({
    example: '0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a',
    description: 'also in the logs: name it when you ask for help',
  })
  correlation_id!: string;
  @ApiPropertyOptional({ type: [FaultView], description: 'with VALIDATION_FAILED: every wrong member' })
  errors?: FaultView[];
}

interface KnownProblem {
  readonly codes: readonly string[];
  readonly description: string;
}

/** What each status means here, and the codes it comes with. */
export const PROBLEMS = {
  400: { codes: ['VALIDATION_FAILED'], description: 'broken JSON, a malformed id, query or header' },
  401: { codes: ['UNAUTHENTICATED'], description: 'no valid token' },
  403: { codes: ['FORBIDDEN'], description: 'the permission is missing, or it is yours to read but not to change' },
  404: { codes: ['NOT_FOUND'], description: 'unknown, or not yours' },
  406: { codes: ['NOT_ACCEPTABLE'], description: 'none of the accepted types can be served' },
  409: { codes: ['CONFLICT'], description: 'the state does not allow it' },
  410: { codes: ['GONE'], description: 'deleted' },
  412: { codes: ['PRECONDITION_FAILED'], description: 'If-Match names another version' },
  413: { codes: ['PAYLOAD_TOO_LARGE'], description: 'the body is too large' },
  414: { codes: ['URI_TOO_LONG'], description: 'the path is too long' },
  415: { codes: ['UNSUPPORTED_MEDIA_TYPE'], description: 'the body must be application/json' },
  416: { codes: ['RANGE_NOT_SATISFIABLE'], description: 'the range lies outside the file' },
  422: { codes: ['VALIDATION_FAILED', 'CONTENT_REFUSED'], description: 'the body does not validate' },
  429: { codes: ['RATE_LIMITED'], description: 'too many requests; Retry-After says when to come back' },
  503: {
    codes: ['UNAVAILABLE', 'STORAGE_UNAVAILABLE', 'AUTH_UNAVAILABLE', 'OVERLOADED'],
    description: 'something this needs is away; Retry-After says when to come back',
  },
} as const satisfies Record<number, KnownProblem>;
export type ProblemStatus = keyof typeof PROBLEMS;

/** The documented answer of one status: the problem's description, schema and an example. */
export function problemResponse(status: ProblemStatus) {
  const { codes, description } = PROBLEMS[status];
  const [code] = codes;
  const example = {
    type: 'about:blank',
    title: code.toLowerCase().replaceAll('_', ' '),
    status,
    code,
    detail: description,
    correlation_id: '0b8f5c1e-8d3a-4a57-9a3e-0a4f5d6c7b8a',
  };
  return {
    description: `${description} (\`${codes.join('`, `')}\`)`,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemView) }, example } },
  };
}

/** Documents the problem answers of a handler or controller. 401, 429 and 503 are added to every operation by `src/openapi`. */
export const ApiProblems = (...statuses: readonly ProblemStatus[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiExtraModels(ProblemView),
    ...statuses.map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );
