import { Histogram } from 'prom-client';

/** What is done with pixels, as one label each. */
export type ProcessingOperation = 'blank_check' | 'encode' | 'finish' | 'variants' | 'token' | 'derive' | 'preview';

/** Of the process itself, not of a module's provider: the functions of this folder are pure and belong to no object. */
const durations = new Histogram({
  name: 'image_processing_duration_seconds',
  help: 'Duration of work on pixels in seconds, without the wait for a turn.',
  labelNames: ['operation'],
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
});

/** Runs the work and tells the metrics how long it took, failures included. */
export async function timed<T>(operation: ProcessingOperation, work: () => Promise<T>): Promise<T> {
  const stop = durations.startTimer({ operation });
  try {
    return await work();
  } finally {
    stop();
  }
}
