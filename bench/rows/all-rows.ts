import type { Row } from '../harness/row';
import { gpuBusy } from './p01-gpu-busy';
import { modelSwaps } from './p02-model-swaps';
import { overhead } from './p03-overhead';
import { ingest } from './p04-ingest';
import { pipeline } from './p05-pipeline';
import { hotReads } from './p06-hot-reads';
import { coldReads } from './p07-cold-reads';
import { variants } from './p08-variants';
import { readsWhileProcessing } from './p09-reads-while-processing';
import { growth } from './p10-growth';
import { memory } from './p11-memory';
import { replicas } from './p12-replicas';
import { start } from './p13-start';

/** Every row, in the order of the table. */
export const ROWS: readonly Row[] = [
  gpuBusy,
  modelSwaps,
  overhead,
  ingest,
  pipeline,
  hotReads,
  coldReads,
  variants,
  readsWhileProcessing,
  growth,
  memory,
  replicas,
  start,
];
