import { generateKeyPairSync } from 'node:crypto';
import {
  Catch,
  Controller,
  Get,
  Head,
  Post,
  type ArgumentsHost,
  type ExceptionFilter,
  type INestApplication,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { SignJWT } from 'jose';
import { AccessError } from './auth.errors';
import { Public } from '../common/http/public';
import { AuthGuard, CurrentPrincipal, RequiresPermission } from './auth.guard';
import { AuthModule } from './auth.module';
import type { Principal } from './principal';

const SECRET = 'a secret of the shared auth system, long enough';
const aToken = (claims: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT({ sub: 'mira', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('10m')
    .sign(Buffer.from(SECRET));

@Controller('pictures')
@RequiresPermission('image:read')
class PictureController {
  @Get()
  @Head()
  list(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }

  @Post()
  @RequiresPermission('image:create')
  create(@CurrentPrincipal() principal: Principal): string {
    return principal.sub;
  }

  @Get('health')
  @Public()
  health(): string {
    return 'ok';
  }

  @Get('confused')
  @Public()
  confused(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Catch(AccessError)
class AccessErrorFilter implements ExceptionFilter<AccessError> {
  catch(error: AccessError, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: unknown): void } }>();
    reply.status(error.httpStatus).send({ code: error.code, detail: error.message });
  }
}

async function anApplication(settings: Parameters<typeof AuthModule.forRoot>[0]): Promise<NestFastifyApplication> {
  const module = await Test.createTestingModule({
    imports: [AuthModule.forRoot(settings)],
    controllers: [PictureController],
    providers: [{ provide: APP_GUARD, useExisting: AuthGuard }],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  app.useGlobalFilters(new AccessErrorFilter());
  await app.init();
  return app;
}

describe('AuthGuard', () => {
  let app: NestFastifyApplication & INestApplication;
  const ask = (authorization: string | undefined, method: 'GET' | 'POST' = 'GET', url = '/pictures') =>
    app.inject({ method, url, headers: authorization === undefined ? {} : { authorization } });

  beforeAll(async () => {
    app = await anApplication({ secretKey: SECRET });
  });
  afterAll(() => app.close());

  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR '])('hands the principal to the handler (%s)', async (scheme) => {
    const token = await aToken({ roles: ['service'], campaigns: ['c1'] });

    const response = await ask(`${scheme} ${token}`);

    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ sub: 'mira', roles: ['service'], permissions: ['image:*'], campaigns: ['c1'] });
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Basic bWlyYTptaXJh'],
    ['a scheme that only begins like ours', 'Bearers abc'],
  ])('challenges %s without an error code', async (_, authorization) => {
    const response = await ask(authorization);

    expect(response.statusCode).toBe(401);
    expect(response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(response.headers['www-authenticate']).toBe('Bearer realm="image-service"');
  });

  it.each([
    ['no token after the scheme', 'Bearer'],
    ['blanks after the scheme', 'Bearer   '],
    ['two tokens', 'Bearer abc def'],
    ['a quoted token', 'Bearer "abc"'],
    ['a token with a line break', 'Bearer abc\u0085def'],
    ['garbage', 'Bearer a.b.c'],
  ])('names the token invalid for %s', async (_, authorization) => {
    const response = await ask(authorization);

    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe(
      'Bearer realm="image-service", error="invalid_token", error_description="The token is not valid"',
    );
  });

  it('says that a token has expired, and nothing of what it holds', async () => {
    const token = await new SignJWT({ sub: 'very-secret-name', exp: 1 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(SECRET));

    const response = await ask(`Bearer ${token}`);

    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('error_description="The token has expired"');
    expect(JSON.stringify([response.headers, response.body])).not.toMatch(/very-secret|eyJ/);
  });

  it('forbids what the permissions do not name, and says which is missing', async () => {
    const token = await aToken({ roles: ['admin'], permissions: ['image:read'] });

    const [read, create] = [await ask(`Bearer ${token}`), await ask(`Bearer ${token}`, 'POST')];

    expect(read.statusCode).toBe(200);
    expect(create.statusCode).toBe(403);
    expect(create.json()).toMatchObject({ code: 'FORBIDDEN' });
    expect(create.headers['www-authenticate']).toBe(
      'Bearer realm="image-service", error="insufficient_scope", scope="image:create"',
    );
  });

  it('asks for the permission of the handler before that of its controller', async () => {
    const token = await aToken({ permissions: ['image:create'] });

    const [read, create] = [await ask(`Bearer ${token}`), await ask(`Bearer ${token}`, 'POST')];

    expect([read.statusCode, create.statusCode]).toEqual([403, 201]);
  });

  it('leaves public handlers open, whatever is sent', async () => {
    const responses = [
      await ask(undefined, 'GET', '/pictures/health'),
      await ask('Bearer no', 'GET', '/pictures/health'),
    ];

    expect(responses.map((response) => [response.statusCode, response.body])).toEqual([
      [200, 'ok'],
      [200, 'ok'],
    ]);
  });

  it('does not let a public handler take nobody for a principal', async () => {
    const response = await ask(`Bearer ${await aToken()}`, 'GET', '/pictures/confused');

    expect(response.statusCode).toBe(500);
  });

  it('answers 503 with a time to come back when the keys cannot be had', async () => {
    const cutOff = await anApplication({ jwksUrl: 'http://127.0.0.1:9/jwks.json' });

    const response = await cutOff.inject({
      url: '/pictures',
      headers: { authorization: `Bearer ${await anAsymmetricToken()}` },
    });
    await cutOff.close();

    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(response.headers['retry-after']).toBe('5');
    expect(response.headers['www-authenticate']).toBeUndefined();
  });
});

async function anAsymmetricToken(): Promise<string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return new SignJWT({ sub: 'mira' }).setProtectedHeader({ alg: 'ES256' }).setExpirationTime('10m').sign(privateKey);
}
