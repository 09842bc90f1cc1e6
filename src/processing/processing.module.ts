import { availableParallelism } from 'node:os';
import { Module } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '../config/service-config';
import { EncoderProcess } from './derive/encoder-process';
import { PictureEncoder } from './derive/picture-encoder';
import { AbsentPictureClassifier } from './safety/absent.picture-classifier';
import { NsfwjsPictureClassifier } from './safety/nsfwjs.picture-classifier';
import { PictureClassifier } from './safety/picture-classifier';
import { PictureWorkshop } from './workshop/picture-workshop';

/** Half of the cores: the other half is for those who read. More than four would only multiply memory. */
const PROCESSES = Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)));
/** At 30 to 250 ms a picture the last of these waits a few seconds. */
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;
/** Finishing is what cores are for while servers paint; more than four would only multiply memory. */
const WORKSHOP_PROCESSES = Math.min(4, availableParallelism());

/** Provides what of pixel work has a life of its own; everything else in this folder is functions. */
@Module({
  providers: [
    {
      provide: PictureEncoder,
      useFactory: () =>
        new PictureEncoder({
          processes: Array.from({ length: PROCESSES }, () => new EncoderProcess()),
          maxWaiting: MAX_WAITING,
          patienceMs: PATIENCE_MS,
        }),
    },
    { provide: PictureWorkshop, useFactory: () => new PictureWorkshop({ processes: WORKSHOP_PROCESSES }) },
    {
      provide: PictureClassifier,
      inject: [SERVICE_CONFIG],
      useFactory: ({ CONTENT_CLASSIFIER: which }: ServiceConfig) =>
        which === 'local' ? new NsfwjsPictureClassifier() : new AbsentPictureClassifier(),
    },
  ],
  exports: [PictureEncoder, PictureClassifier, PictureWorkshop],
})
export class ProcessingModule {}
