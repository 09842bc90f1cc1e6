import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CampaignsModule } from '../campaigns/campaigns.module';
import { CharactersModule } from '../characters/characters.module';
import { DatabaseModule } from '../database/database.module';
import { HubModule } from '../hub/hub.module';
import { ImagesModule } from '../images/images.module';
import { CampaignLooks } from './campaign-looks';
import { ProcessingModule } from '../processing/processing.module';
import { BackendMetrics } from './backends/backend-metrics';
import { BackendPool } from './backends/backend-pool';
import { BackendReports } from './backends/backend-reports';
import { BackendRows } from './backends/backend-rows';
import { BackendsProbe } from './backends/backends.probe';
import { BackendsController } from './backends/backends.controller';
import { SlotLedger } from './backends/slot-ledger';
import { BatchDoor } from './doors/batch-door';
import { BatchStore } from './doors/batch-store';
import { BatchesController } from './doors/batches.controller';
import { DoorAnswer } from './doors/door-answer';
import { IdempotencyKeys } from './doors/idempotency-keys';
import { IdempotencyTidy } from './doors/idempotency-tidy';
import { JobRetries } from './doors/job-retries';
import { JobRetriesController } from './doors/job-retries.controller';
import { PictureDoor } from './doors/picture-door';
import { PictureShelf } from './doors/picture-shelf';
import { GENERATION_METRICS } from './generation-metrics';
import { JobActions } from './jobs/job-actions';
import { JobCancellation } from './jobs/job-cancellation';
import { JobEvents } from './jobs/job-events';
import { JobEntity } from './jobs/job.entity';
import { JobIntake } from './jobs/job-intake';
import { JobList } from './jobs/job-list';
import { JobStore } from './jobs/job-store';
import { JobOutlooks } from './jobs/job-outlook';
import { QueueMetrics } from './jobs/queue-metrics';
import { JobWaits } from './jobs/job-waits';
import { JobWatch } from './jobs/job-watch';
import { JobsController } from './jobs/jobs.controller';
import { JobsReader } from './jobs/jobs.reader';
import { PictureKinds } from './picture-kind';
import { JobProgress } from './progress/job-progress';
import { PaintWatch } from './progress/paint-watch';
import { Previews } from './progress/previews';
import { ProgressTeller } from './progress/progress-teller';
import { Reconciler } from './reconcile/reconciler';
import { ReconcileSchedule } from './reconcile/reconcile-schedule';
import { StorageController } from './reconcile/storage.controller';
import { PictureReuse } from './reuse/picture-reuse';
import { SameWork } from './reuse/same-work';
import { CampaignThemeConsumer } from './requests/campaign-theme.consumer';
import { CharacterDeletedConsumer } from './requests/character-deleted.consumer';
import { GenerateRequestsConsumer } from './requests/generate-requests.consumer';
import { GenerationRequestedConsumer } from './requests/generation-requested.consumer';
import { ImageRequestsConsumer } from './requests/image-requests.consumer';
import { PictureRequests } from './requests/picture-requests';
import { Retheming } from './requests/retheming';
import { Attempt, AttemptTools } from './work/attempt';
import { AttemptChecks } from './work/attempt-checks';
import { PaintQueue } from './scheduling/paint-queue';
import { QueueUpkeep } from './scheduling/queue-upkeep';
import { GenerationWorker, WorkerTools } from './work/generation-worker';
import { PaintPlaces } from './work/paint-places';
import { PictureArchive } from './work/picture-archive';
import { PictureKeeper } from './work/picture-keeper';
import { PlanPainter } from './work/plan-painter';
import { Settlement } from './work/settlement';
import { SourceMaterial } from './work/source-material';
import { WorkMetrics } from './work/work-metrics';

/** How a picture comes to be: jobs, the worker, the backends. */
@Module({
  imports: [
    TypeOrmModule.forFeature([JobEntity]),
    DatabaseModule,
    HubModule,
    ImagesModule,
    ProcessingModule,
    CharactersModule,
    CampaignsModule,
  ],
  controllers: [
    JobsController,
    JobRetriesController,
    BatchesController,
    BackendsController,
    GenerateRequestsConsumer,
    ImageRequestsConsumer,
    GenerationRequestedConsumer,
    CharacterDeletedConsumer,
    CampaignThemeConsumer,
    StorageController,
  ],
  providers: [
    ...GENERATION_METRICS,
    QueueMetrics,
    PictureKinds,
    JobIntake,
    JobCancellation,
    JobStore,
    JobsReader,
    JobList,
    JobWaits,
    JobOutlooks,
    JobProgress,
    ProgressTeller,
    Previews,
    PaintWatch,
    JobWatch,
    JobEvents,
    JobActions,
    PictureRequests,
    CampaignLooks,
    Retheming,
    IdempotencyKeys,
    IdempotencyTidy,
    DoorAnswer,
    PictureDoor,
    JobRetries,
    PictureShelf,
    BatchStore,
    BatchDoor,
    SlotLedger,
    BackendMetrics,
    BackendRows,
    BackendReports,
    BackendPool,
    PaintQueue,
    QueueUpkeep,
    PaintPlaces,
    BackendsProbe,
    WorkMetrics,
    PictureArchive,
    PictureKeeper,
    SameWork,
    PictureReuse,
    Settlement,
    Attempt,
    AttemptChecks,
    AttemptTools,
    PlanPainter,
    SourceMaterial,
    WorkerTools,
    GenerationWorker,
    Reconciler,
    ReconcileSchedule,
  ],
  exports: [
    CampaignLooks,
    PictureKinds,
    PictureRequests,
    PictureDoor,
    PictureShelf,
    BatchDoor,
    JobsReader,
    JobWatch,
    GenerationWorker,
    ReconcileSchedule,
    SourceMaterial,
  ],
})
export class GenerationModule {}
