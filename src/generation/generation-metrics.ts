import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** The metrics of this floor. Labels are bounded: never an id, a prompt or a path. */
export const GENERATION_METRICS = [
  makeCounterProvider({
    name: 'image_generation_requests_total',
    help: 'Requests taken, each counted once however often it was delivered',
    labelNames: ['kind', 'source'],
  }),
  makeCounterProvider({
    name: 'image_generation_jobs_total',
    help: 'Attempts that ended, by outcome and failure code',
    labelNames: ['kind', 'outcome', 'code'],
  }),
  makeCounterProvider({
    name: 'image_generation_reused_total',
    help: 'Pictures made of one with the same recipe, that was being painted (in_flight) or was there (finished)',
    labelNames: ['kind', 'how'],
  }),
  makeHistogramProvider({
    name: 'image_generation_duration_seconds',
    help: 'Time of a job by stage',
    labelNames: ['kind', 'stage'],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180, 600],
  }),
  makeGaugeProvider({ name: 'image_backend_up', help: '1 while the backend works', labelNames: ['backend'] }),
  makeCounterProvider({
    name: 'image_backend_busy_seconds_total',
    help: 'Seconds with a request in flight, per slot',
    labelNames: ['backend'],
  }),
  makeCounterProvider({
    name: 'image_backend_requests_total',
    help: 'Requests to a backend by outcome',
    labelNames: ['backend', 'outcome'],
  }),
  makeGaugeProvider({ name: 'image_storage_bytes', help: 'Bytes of all objects; 0 in replicas that do not reconcile' }),
  makeGaugeProvider({
    name: 'image_storage_dangling_images',
    help: 'Images in use that lack an object; 0 in replicas that do not reconcile',
  }),
];
