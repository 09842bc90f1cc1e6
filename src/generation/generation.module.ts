import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseModule } from '../database/database.module';
import { HubModule } from '../hub/hub.module';
import { ImagesModule } from '../images/images.module';
import { BackendPool } from './backends/backend-pool';
import { BackendsProbe } from './backends/backends.probe';
import { SlotLedger } from './backends/slot-ledger';
import { GENERATION_METRICS } from './generation-metrics';
import { JobCancellation } from './jobs/job-cancellation';
import { JobEntity } from './jobs/job.entity';
import { JobIntake } from './jobs/job-intake';
import { JobStore } from './jobs/job-store';
import { JobsController } from './jobs/jobs.controller';
import { JobsReader } from './jobs/jobs.reader';
import { PictureKinds } from './picture-kind';
import { Reconciler } from './reconcile/reconciler';
import { ReconcileSchedule } from './reconcile/reconcile-schedule';
import { CharacterDeletedConsumer } from './requests/character-deleted.consumer';
import { GenerationRequestedConsumer } from './requests/generation-requested.consumer';
import { PictureRequests } from './requests/picture-requests';
import { Attempt, AttemptTools } from './work/attempt';
import { GenerationWorker, WorkerTools } from './work/generation-worker';
import { PictureArchive } from './work/picture-archive';
import { Settlement } from './work/settlement';
import { WorkMetrics } from './work/work-metrics';

/** How a picture comes to be: jobs, the worker, the backends. */
@Module({
  imports: [TypeOrmModule.forFeature([JobEntity]), DatabaseModule, HubModule, ImagesModule],
  controllers: [JobsController, GenerationRequestedConsumer, CharacterDeletedConsumer],
  providers: [
    ...GENERATION_METRICS,
    PictureKinds,
    JobIntake,
    JobCancellation,
    JobStore,
    JobsReader,
    PictureRequests,
    SlotLedger,
    BackendPool,
    BackendsProbe,
    WorkMetrics,
    PictureArchive,
    Settlement,
    Attempt,
    AttemptTools,
    WorkerTools,
    GenerationWorker,
    Reconciler,
    ReconcileSchedule,
  ],
  exports: [PictureKinds, PictureRequests, JobsReader, GenerationWorker, ReconcileSchedule],
})
export class GenerationModule {}
