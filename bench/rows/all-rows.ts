import type { Row } from '../harness/row';
import { gpuBusy } from './p01-gpu-busy';
import { modelSwaps } from './p02-model-swaps';
import { overhead } from './p03-overhead';
import { ingest } from './p04-ingest';
import { pipeline } from './p05-pipeline';
import { hotReads } from './p06-hot-reads';
import { start } from './p13-start';

/** Every row, in the order of the table. */
export const ROWS: readonly Row[] = [gpuBusy, modelSwaps, overhead, ingest, pipeline, hotReads, start];
