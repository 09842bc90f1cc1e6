import { ImageServiceError } from '../../common/errors';

/** The picture could not be looked at this time: it is not shown, and the job tries again. */
export class ClassifierFailedError extends ImageServiceError {
  readonly code = 'INTERNAL';
  readonly retry = 'later';

  constructor(options?: ErrorOptions) {
    super('the check of finished pictures failed', options);
  }
}

/**
 * Port of the last look at a picture that a model painted, before it is kept (docs/safety.md). Switched on, nothing
 * passes that was not looked at.
 */
export abstract class PictureClassifier {
  /**
   * Resolves when pictures can be looked at; asked before a backend's time is spent.
   * @throws DependencyAwayError
   */
  abstract assertReady(): Promise<void>;

  /**
   * @param picture encoded, within the limits of `inspectPicture`
   * @throws ContentRefusedError when it is not fit to be shown; ClassifierFailedError when it could not be looked at
   */
  abstract assertFit(picture: Buffer): Promise<void>;
}
