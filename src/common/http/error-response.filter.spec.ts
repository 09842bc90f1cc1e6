import { Body, Controller, Get, HttpException, Logger, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ImageServiceError, InternalError, ValidationFailedError } from '../errors';
import { ErrorResponseFilter } from './error-response.filter';
import { GoneProblem, HttpProblem, NotFoundProblem } from './problem';
import { UuidPipe } from './uuid.pipe';

class AwayError extends ImageServiceError {
  readonly code = 'STORAGE_UNAVAILABLE';
  readonly retry = 'later';

  constructor() {
    super('the storage is away');
  }
}

class RefusedError extends ImageServiceError {
  readonly code = 'CONTENT_REFUSED';
  readonly retry = 'never';

  constructor() {
    super('the content is refused');
  }
}

const SECRET = 'postgres://image:SECRET@db';
const THROWN: Readonly<Record<string, () => unknown>> = {
  problem: () => new HttpProblem(409, 'CONFLICT', 'another body', [{ path: 'key', message: 'expected the same body' }]),
  missing: () => new NotFoundProblem('image'),
  gone: () => new GoneProblem('image'),
  invalid: () => new ValidationFailedError([{ path: 'size', message: 'expected a number' }]),
  away: () => new AwayError(),
  refused: () => new RefusedError(),
  internal: () => new InternalError('7d1c'),
  stranger: () => new Error(SECRET),
  text: () => SECRET,
  nothing: () => undefined,
  nest: () => new NotFoundException(SECRET),
  teapot: () => new HttpException(SECRET, 418),
  broken: () => new HttpException(SECRET, 502),
};

@Controller('things')
class ThingsController {
  @Get('by-id/:id')
  one(@Param('id', UuidPipe) id: string): { id: string } {
    return { id };
  }

  @Get(':name')
  fail(@Param('name') name: string): never {
    throw THROWN[name]?.();
  }

  @Post()
  take(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown>;
}

describe('ErrorResponseFilter', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    const adapter = new FastifyAdapter({ bodyLimit: 1000, genReqId: () => 'request-1' });
    app = await NestFactory.create<NestFastifyApplication>(ThingsModule, adapter, { logger: false });
    app.useGlobalFilters(new ErrorResponseFilter());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(() => app.close());

  const ask = async (options: Parameters<NestFastifyApplication['inject']>[0]): Promise<Answer> => {
    const response = await app.inject(options);
    return {
      status: response.statusCode,
      type: String(response.headers['content-type']),
      headers: response.headers,
      body: response.json(),
    };
  };
  const post = (payload: string, type = 'application/json'): Promise<Answer> =>
    ask({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });

  it.each<[string, number, string]>([
    ['problem', 409, 'CONFLICT'],
    ['missing', 404, 'NOT_FOUND'],
    ['gone', 410, 'GONE'],
    ['invalid', 422, 'VALIDATION_FAILED'],
    ['away', 503, 'STORAGE_UNAVAILABLE'],
    ['refused', 422, 'CONTENT_REFUSED'],
    ['internal', 500, 'INTERNAL'],
    ['stranger', 500, 'INTERNAL'],
    ['text', 500, 'INTERNAL'],
    ['nothing', 500, 'INTERNAL'],
    ['nest', 404, 'NOT_FOUND'],
    ['teapot', 418, 'REQUEST_REFUSED'],
    ['broken', 500, 'INTERNAL'],
  ])('answers what was thrown (%s) with problem details: %s %s', async (name, status, code) => {
    const answer = await ask({ method: 'GET', url: `/things/${name}` });

    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8' });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ type: 'about:blank', status, code, correlation_id: 'request-1' });
    expect(Object.keys(answer.body).sort()).toEqual(
      expect.arrayContaining(['code', 'correlation_id', 'detail', 'status', 'title', 'type']),
    );
    expect(JSON.stringify(answer.body)).not.toContain('SECRET');
  });

  it('names every wrong field', async () => {
    const { body } = await ask({ method: 'GET', url: '/things/invalid' });

    expect(body['errors']).toEqual([{ path: 'size', message: 'expected a number' }]);
  });

  it('says when to come back while something is away', async () => {
    const { headers } = await ask({ method: 'GET', url: '/things/away' });

    expect(headers['retry-after']).toBe('5');
  });

  it.each<[string, () => Promise<Answer>, number, string]>([
    ['a path that does not exist', () => ask({ method: 'GET', url: '/nowhere' }), 404, 'NOT_FOUND'],
    ['a method that the path has not', () => ask({ method: 'DELETE', url: '/things' }), 404, 'NOT_FOUND'],
    ['an id that is none', () => ask({ method: 'GET', url: '/things/by-id/x' }), 400, 'VALIDATION_FAILED'],
    ['broken JSON', () => post('{"a":'), 400, 'VALIDATION_FAILED'],
    ['an empty body', () => post(''), 400, 'VALIDATION_FAILED'],
    ['a body that attacks the prototype', () => post('{"__proto__":{"a":1}}'), 400, 'VALIDATION_FAILED'],
    ['a body too large', () => post(JSON.stringify('x'.repeat(1001))), 413, 'PAYLOAD_TOO_LARGE'],
    ['a body of another type', () => post('<a/>', 'application/xml'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('answers %s with problem details', async (_case, asked, status, code) => {
    const answer = await asked();

    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', body: { status, code } });
  });

  it('lets what is fine pass', async () => {
    expect(await post('{"a":1}')).toMatchObject({ status: 201, body: { a: 1 } });
  });
});
