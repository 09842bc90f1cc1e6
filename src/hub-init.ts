import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { messageOf } from './common/errors';
import { readConfig } from './config/service-config';
import { HubConnection } from './hub/hub-connection';
import { Streams } from './hub/streams';
import { EVENT_SUBJECTS } from './hub/subjects';

const HUB_PATIENCE_MS = 30_000;

/**
 * `node dist/src/hub-init.js`: makes the streams and durables that are missing, with an account that may, so that the
 * service itself runs with one that may not (docs/operations.md, least privilege).
 */
async function initHub(): Promise<void> {
  Logger.overrideLogger(false);
  const hub = new HubConnection(readConfig(process.env));
  try {
    await reached(hub);
    const streams = new Streams(hub);
    const subjects = Object.keys(EVENT_SUBJECTS);
    await streams.provision(subjects);
    for (const subject of subjects) {
      const { stream, durable } = await streams.intakeOf(subject);
      process.stdout.write(`${subject}: stream ${stream}, durable ${durable}\n`);
    }
  } finally {
    await hub.onApplicationShutdown();
  }
}

/** The service waits for its hub for ever; a step before it must end. */
async function reached(hub: HubConnection): Promise<void> {
  const late = sleep(HUB_PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new Error(`it was not reached within ${HUB_PATIENCE_MS / 1000} s`);
  });
  await Promise.race([hub.opened(), late]);
}

initHub().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The hub could not be made ready: ${messageOf(error)}\n`);
    process.exit(1);
  },
);
