/** An answer other than a picture: what a simulated server says when it refuses or breaks. */
export class SimulatedFailure extends Error {
  constructor(
    readonly status: number,
    /** A text is sent as `text/plain`, `undefined` as an empty body without a type, anything else as JSON. */
    readonly body: unknown,
  ) {
    super(`answers ${status}`);
  }
}

/** The server died under the request: nobody is there to answer. */
export class SimulatedCrash extends Error {
  constructor() {
    super('the simulated server crashed');
  }
}
