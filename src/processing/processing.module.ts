import { availableParallelism } from 'node:os';
import { Module } from '@nestjs/common';
import { EncoderProcess } from './derive/encoder-process';
import { PictureEncoder } from './derive/picture-encoder';

/** Half of the cores: the other half is for those who read. More than four would only multiply memory. */
const PROCESSES = Math.min(4, Math.max(1, Math.floor(availableParallelism() / 2)));
/** At 30 to 250 ms a picture the last of these waits a few seconds. */
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;

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
  ],
  exports: [PictureEncoder],
})
export class ProcessingModule {}
