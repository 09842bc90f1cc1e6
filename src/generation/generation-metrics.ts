import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';
import { FAILURE_CODES } from '../common/errors';
import { zeroedCounter } from '../metrics/zeroed-counter';
import { JOB_KINDS } from './jobs/job.entity';

/** Every way in which a job can fail, for each kind. */
const FAILURES = JOB_KINDS.flatMap((kind) => FAILURE_CODES.map((code) => ({ kind, outcome: 'failed', code })));

/** The metrics of this floor. Labels are bounded: never an id, a prompt or a path. */
export const GENERATION_METRICS = [
  makeCounterProvider({
    name: 'image_generation_requests_total',
    help: 'Requests taken, each counted once however often it was delivered',
    labelNames: ['kind', 'source'],
  }),
  zeroedCounter({
    name: 'image_generation_jobs_total',
    help: 'Jobs that ended and attempts that are followed by another, by outcome and failure code',
    labelNames: ['kind', 'outcome', 'code'],
    series: [...JOB_KINDS.map((kind) => ({ kind, outcome: 'completed', code: '' })), ...FAILURES],
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
  makeGaugeProvider({
    name: 'image_backend_memory_bytes',
    help: 'Memory of the GPU, as far as the backend tells; at most a minute old',
    labelNames: ['backend', 'state'],
  }),
  makeGaugeProvider({ name: 'image_storage_bytes', help: 'Bytes of all objects; 0 in replicas that do not reconcile' }),
  makeGaugeProvider({
    name: 'image_storage_dangling_images',
    help: 'Images in use that lack an object; 0 in replicas that do not reconcile',
  }),
];
