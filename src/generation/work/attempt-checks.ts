import { Inject, Injectable } from '@nestjs/common';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { ImageTooLargeError } from '../../processing/picture-errors';
import { PictureClassifier } from '../../processing/safety/picture-classifier';
import { PictureWorkshop, WorkshopEndedError } from '../../processing/workshop/picture-workshop';
import type { ClaimedJob } from '../jobs/job-store';
import { ExpiredError, TooManyAttemptsError } from './attempt.errors';

/** What an attempt asks before it goes on. */
@Injectable()
export class AttemptChecks {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly classifier: PictureClassifier,
    private readonly workshop: PictureWorkshop,
  ) {}

  /** @throws TooManyAttemptsError, ExpiredError */
  assertWorthTrying({ attempts, expires_at: expiresAt }: ClaimedJob): void {
    if (attempts > this.config.JOB_MAX_ATTEMPTS) throw new TooManyAttemptsError();
    if (expiresAt !== null && expiresAt.getTime() < Date.now()) throw new ExpiredError();
  }

  /**
   * Whether a picture painted at a backend of that dialect could be looked at; our own drawings need not be.
   * @throws DependencyAwayError
   */
  async assertReady(dialect: string): Promise<void> {
    if (dialect !== 'painter') await this.classifier.assertReady();
  }

  /**
   * Looks at what a server sent before it counts. What it shows is no fault of the server, everything else is.
   *
   * @param judge tells the server's standing
   * @throws what `PictureWorkshop.look` and `PictureClassifier.assertFit` throw
   */
  async verify(bytes: Buffer, judge: (error?: unknown) => void): Promise<void> {
    try {
      await this.workshop.look(bytes, { maxBytes: this.config.MAX_IMAGE_SIZE });
      judge();
    } catch (error) {
      // That our own process died says nothing of the server.
      if (!(error instanceof WorkshopEndedError)) judge(error);
      throw error;
    }
    await this.classifier.assertFit(bytes);
  }

  /** @throws ImageTooLargeError */
  assertKeepable(sizeBytes: number): void {
    const { MAX_IMAGE_SIZE: most } = this.config;
    if (sizeBytes > most) throw new ImageTooLargeError(`at most ${most} bytes`);
  }
}
