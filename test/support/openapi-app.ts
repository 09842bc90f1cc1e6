import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module';
import { checkedConfig } from '../../src/checked-config';
import { serviceLogger } from '../../src/common/logger-options';
import { fastifyAdapter, hardenHttp } from '../../src/http-server';
import { serveOpenApi } from '../../src/openapi';

/** The service with all its routes, and with nothing started: Nest's preview connects to no server. */
export async function documentedApp(onRoute: (method: string, url: string) => void): Promise<NestFastifyApplication> {
  const config = checkedConfig({
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    MESSAGE_HUB_URL: 'nats://127.0.0.1:1',
    STORAGE_URL: 'file:///nowhere',
    SECRET_KEY: 'the-key-of-a-service-that-never-starts',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config), fastifyAdapter(), {
    preview: true,
    bodyParser: false,
    logger: ['error'],
    abortOnError: false,
  });
  const http = app.getHttpAdapter().getInstance();
  http.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) onRoute(one, url);
  });
  await hardenHttp(app, { logger: serviceLogger('silent', () => ({})), corsOrigins: config.CORS_ORIGINS });
  serveOpenApi(app);
  return app;
}
