import { ImageServiceError } from './errors';

/**
 * What was asked for, or what was painted, is not to be shown to anybody (docs/safety.md). Says nothing of what was
 * found: whoever tries words must not learn which one it was.
 */
export class ContentRefusedError extends ImageServiceError {
  readonly code = 'CONTENT_REFUSED';
  readonly retry = 'never';

  constructor(options?: ErrorOptions) {
    super('this service makes no such picture; see its rules for content', options);
  }
}
