import type { Fault } from '../errors';

/** An answer that is not a success and no failure of the service: RFC 9457 problem details with a status. */
export class HttpProblem extends Error {
  constructor(
    readonly httpStatus: number,
    readonly code: string,
    detail: string,
    readonly errors?: readonly Fault[],
  ) {
    super(detail);
  }
}

/** There is no such thing, or it is not yours: both answer alike, so that ids cannot be guessed. */
export class NotFoundProblem extends HttpProblem {
  constructor(what: string) {
    super(404, 'NOT_FOUND', `there is no such ${what}`);
  }
}

/** It was here and has been deleted. */
export class GoneProblem extends HttpProblem {
  constructor(what: string) {
    super(410, 'GONE', `the ${what} has been deleted`);
  }
}
