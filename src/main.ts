import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, PinoLogger } from 'nestjs-pino';
import { AppModule } from './app.module';
import { loggerOptions, serviceLogger } from './common/logger-options';
import { QuietLogger } from './common/quiet-logger';
import { showSourcesInStacks } from './common/source-stacks';
import { standBack } from './common/stand-back';
import { checkedConfig } from './checked-config';
import { ConfigError, type ServiceConfig } from './config/service-config';
import { ReconcileSchedule } from './generation/reconcile/reconcile-schedule';
import { JobWatch } from './generation/jobs/job-watch';
import { GenerationWorker } from './generation/work/generation-worker';
import { HealthService } from './health/health.service';
import { HubResponder } from './hub/hub-responder';
import { fastifyAdapter, hardenHttp } from './http-server';
import { JetStreamServer } from './hub/jetstream.server';
import { OutboxRelay } from './hub/outbox-relay';
import { serveOpenApi } from './openapi';
import { traceFields } from './tracing/spans';
import { startTracing, type Tracing } from './tracing/start-tracing';

/** Running renders may finish for so long after SIGTERM; below the 30 s after which orchestrators kill. */
const GRACE_MS = 20_000;
/**
 * Answers that are under way at the end may take so long. Then connections are cut: one that was opened and never asked
 * anything is not idle to Node, and would hold the process for a minute (seen with undici and browsers, Node 20.20).
 */
const CLOSING_MS = 3000;
const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * While it starts there is nothing to finish. Somebody must listen all the same: the first process of a container gets
 * only the signals that it asks for, and would be killed half a minute later (pid_namespaces(7)).
 */
const endAtOnce = (): never => process.exit(0);
for (const signal of STOP_SIGNALS) process.once(signal, endAtOnce);

/**
 * V8 lets the heap of a service that often rests grow by a tenth before it marks all of it again. The Buffers of one picture are
 * about as much, and marking took 100 to 150 ms of processor time, a third of it from this thread (98 MB live, Node 20.20,
 * docs/performance.md). Percent: each is up to 1 MB of garbage.
 */
const HEAP_GROWTH = 60;
setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH}`);

/**
 * V8's helpers (marking, compiling) run already, those of files and names do not yet. On few cores they keep this thread, which all
 * answers and requests come from, off its core for 4 ms at a time (seen in the scheduler's trace, docs/performance.md).
 */
const HELPERS_BACK = 5;
standBack(HELPERS_BACK, 'helpers');

/** Its plain text would stand between our JSON lines; docs/dependencies.md says until when this SDK runs on Node 20. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

showSourcesInStacks();

async function serve(config: ServiceConfig): Promise<void> {
  const tracing = await startTracing(process.env, config.ROLE);
  const root = serviceLogger(config.LOG_LEVEL, traceFields);
  const logger = new Logger(new PinoLogger(loggerOptions(root)), {});
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config, root), fastifyAdapter(), {
    // From the first line on: while the database is away the application is not there yet.
    logger: new QuietLogger(logger),
    bodyParser: false,
  });
  await hardenHttp(app, { logger: root, corsOrigins: config.CORS_ORIGINS });
  serveOpenApi(app);
  if (config.ROLE !== 'worker') {
    app.connectMicroservice({ strategy: app.get(JetStreamServer) });
    app.connectMicroservice({ strategy: app.get(HubResponder) });
  }
  // Hooks first: the kinds register in theirs, and a message heard before would be refused as of no known kind.
  await app.init();
  await app.startAllMicroservices();
  app.get(OutboxRelay).start();
  if (config.ROLE !== 'api') {
    app.get(GenerationWorker).start();
    app.get(ReconcileSchedule).start();
  }
  await app.listen(config.PORT, config.HOST);
  logger.log({ msg: 'serving', address: await app.getUrl(), role: config.ROLE });
  stopOnSignal(app, logger, tracing);
}

/** Two phases: take nothing new and finish what runs, then close. npm passes a signal on, so it may come twice. */
function stopOnSignal(app: NestFastifyApplication, logger: Logger, tracing: Tracing): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.log({ msg: 'stopping', signal });
    app.get(HealthService).startDraining();
    app.get(JobWatch).stop();
    await Promise.all([app.get(JetStreamServer).close(), app.get(HubResponder).close()]);
    await Promise.all([app.get(GenerationWorker).stop(GRACE_MS), app.get(ReconcileSchedule).stop()]);
    await app.get(OutboxRelay).stop();
    setTimeout(() => app.getHttpServer().closeAllConnections(), CLOSING_MS).unref();
    await app.close();
    await tracing.stop();
    logger.log({ msg: 'stopped' });
    process.exit(0);
  };
  for (const signal of STOP_SIGNALS) {
    process.off(signal, endAtOnce);
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ msg: 'stopping failed', err: error });
        process.exit(1);
      });
    });
  }
}

try {
  serve(checkedConfig(process.env)).catch((error: unknown) => {
    process.stderr.write(
      `The service could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
