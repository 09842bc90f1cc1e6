import { ImageServiceError } from '../common/errors';

/**
 * The bytes are not one whole PNG, JPEG, WebP or AVIF picture.
 *
 * The code is `BACKEND_UNAVAILABLE`, not `BACKEND_REJECTED`: a backend that answers with garbage did not say no to this
 * request, it failed to work, exactly like a 5xx without a recognised cause (contract §8), and another backend or
 * another minute may well do better. Where the bytes are a caller's upload, the door that took them turns this into a
 * `ValidationFailedError`.
 */
export class UnreadableImageError extends ImageServiceError {
  readonly code = 'BACKEND_UNAVAILABLE';
  readonly retry = 'later';

  constructor(options?: ErrorOptions) {
    super('The bytes are not one whole PNG, JPEG, WebP or AVIF picture', options);
  }
}

/** The picture has more bytes, pixels or a longer side than allowed; the same request would only make it again. */
export class ImageTooLargeError extends ImageServiceError {
  readonly code = 'IMAGE_TOO_LARGE';
  readonly retry = 'never';

  /** @param limit what was exceeded, in words and our own numbers: `at most 26214400 bytes` */
  constructor(readonly limit: string) {
    super(`The picture is larger than allowed: ${limit}`);
  }
}

/** The picture is black, of one colour, fully transparent, noise, or no numbers at all: a backend's way of failing without saying so. */
export class BlankOutputError extends ImageServiceError {
  readonly code = 'BLANK_OUTPUT';
  readonly retry = 'later';

  constructor(readonly reason: 'black' | 'flat' | 'transparent' | 'noise' | 'not a number') {
    super(`The picture shows nothing: it is ${reason}`);
  }
}
