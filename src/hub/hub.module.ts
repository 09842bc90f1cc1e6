import { Module } from '@nestjs/common';
import { makeCounterProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { DatabaseModule } from '../database/database.module';
import { zeroedCounter } from '../metrics/zeroed-counter';
import { DeadLetters } from './dead-letters';
import { HubConnection } from './hub-connection';
import { HubNews } from './hub-news';
import { HubProbe } from './hub.probe';
import { HubRequests } from './hub-requests';
import { HubResponder } from './hub-responder';
import { JetStreamServer } from './jetstream.server';
import { Outbox } from './outbox';
import { OutboxMetrics } from './outbox-metrics';
import { OutboxRelay } from './outbox-relay';
import { OutboxProbe } from './outbox.probe';
import { Streams } from './streams';
import { EVENT_SUBJECTS } from './subjects';

/** Hearing, telling and asking over NATS. */
@Module({
  imports: [DatabaseModule],
  providers: [
    HubConnection,
    HubNews,
    Streams,
    DeadLetters,
    JetStreamServer,
    HubProbe,
    HubRequests,
    HubResponder,
    Outbox,
    OutboxRelay,
    OutboxMetrics,
    OutboxProbe,
    makeCounterProvider({
      name: 'hub_messages_total',
      help: 'Messages heard, by outcome',
      labelNames: ['subject', 'outcome'],
    }),
    zeroedCounter({
      name: 'hub_dead_letters_total',
      help: 'Messages buried',
      labelNames: ['subject'],
      series: Object.keys(EVENT_SUBJECTS).map((subject) => ({ subject })),
    }),
    makeHistogramProvider({
      name: 'hub_handling_duration_seconds',
      help: 'From delivery to settlement',
      labelNames: ['subject'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    }),
  ],
  exports: [JetStreamServer, HubRequests, HubResponder, Outbox, OutboxRelay, HubConnection, HubNews],
})
export class HubModule {}
