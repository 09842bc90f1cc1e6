import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Principal } from '../../../src/auth/principal';
import { HttpProblem } from '../../../src/common/http/problem';
import { ValidationFailedError } from '../../../src/common/errors';
import { DatabaseSignals } from '../../../src/database/database-signals';
import { BatchDoor } from '../../../src/generation/doors/batch-door';
import { BatchStore } from '../../../src/generation/doors/batch-store';
import { BatchesController } from '../../../src/generation/doors/batches.controller';
import { DoorAnswer } from '../../../src/generation/doors/door-answer';
import { IdempotencyKeys } from '../../../src/generation/doors/idempotency-keys';
import { JobRetries } from '../../../src/generation/doors/job-retries';
import { PictureDoor } from '../../../src/generation/doors/picture-door';
import { JobEntity } from '../../../src/generation/jobs/job.entity';
import { JobWatch } from '../../../src/generation/jobs/job-watch';
import { JobsReader } from '../../../src/generation/jobs/jobs.reader';
import { PictureKinds, type PictureKind, type ReadRequest } from '../../../src/generation/picture-kind';
import { PictureRequests } from '../../../src/generation/requests/picture-requests';
import { ImageEntity } from '../../../src/images/image.entity';
import { ImagesReader } from '../../../src/images/images.reader';
import type { TestDatabase } from './database';
import { intakeOn } from './jobs';
import { testConfig } from './test-config';

/** A caller of the tests; the header `x-sub` says who asks, `x-campaigns` of which campaigns it is a member, `x-roles` its role. */
export function principalIn({ headers }: Pick<FastifyRequest, 'headers'>): Principal {
  const campaigns = String(headers['x-campaigns'] ?? '').split(',');
  const roles = headers['x-roles'] === undefined ? [] : [String(headers['x-roles'])];
  return { sub: String(headers['x-sub'] ?? 'user-1'), roles, permissions: ['image:*'], campaigns };
}

/** The doors of one replica, on a database of a test: the door and what is behind it are real, the kind is not. */
export interface Doors {
  readonly app: FastifyInstance;
  readonly jobs: JobsReader;
  readonly watch: JobWatch;
  readonly keys: IdempotencyKeys;
  readonly close: () => Promise<void>;
}

/** Reads `{description, campaign_id?}`; a description of `bad` is refused. */
const READER = {
  kind: 'token',
  read: (body: unknown): ReadRequest => {
    const { description, campaign_id: campaignId } = (body ?? {}) as Record<string, string | undefined>;
    if (description === undefined || description === 'bad') {
      throw new ValidationFailedError([{ path: 'description', message: 'expected a good one' }]);
    }
    return { parameters: { description }, campaignId };
  },
} as unknown as PictureKind;

/** Starts one replica. */
export async function openDoors({ dataSource, url }: TestDatabase): Promise<Doors> {
  const kinds = new PictureKinds();
  kinds.register(READER);
  const requests = new PictureRequests(kinds, intakeOn(dataSource).intake);
  const jobs = new JobsReader(dataSource.getRepository(JobEntity));
  const keys = new IdempotencyKeys(dataSource);
  const signals = new DatabaseSignals(testConfig({ DATABASE_URL: url }));
  const watch = new JobWatch(signals, jobs);
  const images = new ImagesReader(dataSource.getRepository(ImageEntity));
  const door = new PictureDoor(kinds, requests, jobs, keys, new DoorAnswer(watch, images));
  const retries = new JobRetries(jobs, door);
  const batchStore = new BatchStore(dataSource);
  const batchDoor = new BatchDoor(kinds, requests, jobs, keys, batchStore);
  const batches = new BatchesController(batchStore, jobs);
  await signals.onModuleInit();
  watch.onModuleInit();

  const app = fastify();
  app.setErrorHandler((error, _request, reply) => {
    const status =
      error instanceof HttpProblem
        ? error.httpStatus
        : error instanceof ValidationFailedError
          ? 422
          : (statusIn(error) ?? 500);
    return reply.status(status).send({ message: String(error), errors: faultsIn(error) });
  });
  const order = (request: FastifyRequest, reply: FastifyReply) => ({
    kind: 'token' as const,
    body: request.body,
    principal: principalIn(request),
    request,
    reply,
  });
  app.post('/tokens', async (request, reply) => {
    await door.accept(order(request, reply));
    return reply;
  });
  app.post('/other', async (request, reply) => {
    await door.accept(order(request, reply));
    return reply;
  });
  app.post('/batch', async (request, reply) => {
    await batchDoor.accept(order(request, reply));
    return reply;
  });
  app.post('/jobs/:id/retry', async (request, reply) => {
    await retries.retry((request.params as { id: string }).id, { principal: principalIn(request), request, reply });
    return reply;
  });
  app.get('/batches/:id', (request) => batches.state((request.params as { id: string }).id, principalIn(request)));
  await app.ready();
  const close = async (): Promise<void> => {
    watch.stop();
    await app.close();
    await signals.onApplicationShutdown();
  };
  return { app, jobs, watch, keys, close };
}

const statusIn = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'httpStatus' in error ? Number(error.httpStatus) : undefined;

const faultsIn = (error: unknown): unknown =>
  error instanceof ValidationFailedError ? error.faults : error instanceof HttpProblem ? error.errors : undefined;
