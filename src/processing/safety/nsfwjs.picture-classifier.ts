import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ContentRefusedError } from '../../common/content-refused.errors';
import { DependencyAwayError, messageOf } from '../../common/errors';
import { ClassifierProcess } from './classifier-process';
import { CLASSIFIER_PACKAGES } from './nsfwjs-model';
import { ClassifierFailedError, PictureClassifier } from './picture-classifier';
import { isFit } from './picture-scores';

/** Looks at pictures with nsfwjs, in a process of its own: `CONTENT_CLASSIFIER=local`. */
export class NsfwjsPictureClassifier extends PictureClassifier implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new Logger(NsfwjsPictureClassifier.name);

  constructor(private readonly process = new ClassifierProcess()) {
    super();
  }

  /** A switch that does nothing is worse than a service that does not start. */
  onModuleInit(): void {
    try {
      for (const name of CLASSIFIER_PACKAGES) require.resolve(name);
    } catch (cause) {
      throw new Error('CONTENT_CLASSIFIER: local needs the optional packages nsfwjs and @tensorflow/tfjs', { cause });
    }
  }

  /** Runs after the last job. */
  onApplicationShutdown(): void {
    this.process.stop();
  }

  async assertReady(): Promise<void> {
    try {
      await this.process.ask({ getReady: true });
    } catch (error) {
      this.log.error({ msg: 'pictures cannot be looked at, none is painted', error: messageOf(error) });
      throw new DependencyAwayError('the check of finished pictures');
    }
  }

  async assertFit(picture: Buffer): Promise<void> {
    const answer = await this.process.ask({ picture }).catch((cause: unknown) => {
      throw new ClassifierFailedError({ cause });
    });
    if (!('scores' in answer)) throw new ClassifierFailedError();
    if (!isFit(answer.scores)) throw new ContentRefusedError();
  }
}
