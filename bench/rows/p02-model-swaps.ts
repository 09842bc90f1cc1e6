import { simulate, type SimulatedJob, type SimulatedRun } from '../../test/support/simulated-queue';
import { lineOf, percentile } from '../harness/figures';
import { atMost, type Row } from '../harness/row';

const MODELS = ['anime', 'photo', 'ink'];
const GPUS = ['a', 'b'].map((name) => ({ name, renderS: 1, swapS: 10 }));
const JOBS = 300;
const LIGHT_JOBS = 20;
const LIGHT_AT_S = 60;

/**
 * P2: changes of model, in virtual time, through the functions that the service chooses with. Each round is another trace; the
 * same one for both.
 */
export const modelSwaps: Row = {
  id: 'P2',
  title: `model swaps: ${MODELS.length} models, ${GPUS.length} backends, ${JOBS} mixed jobs, 10 s a swap (virtual time)`,
  rounds: { quick: 5, full: 25 },
  measure: (_stage, rounds) => {
    const traces = Array.from({ length: rounds }, (_, round) => mixedJobs(round));
    const shared = traces.map((jobs) => simulate([...jobs.map(heavy), ...lightJobs()], GPUS, 'fair'));
    const alone = traces.map(() => simulate(lightJobs(), GPUS.slice(0, 1), 'fair'));
    return Promise.resolve([
      lineOf({
        what: 'swaps · first come, first served',
        unit: 'swaps',
        ours: traces.map((jobs) => simulate(jobs, GPUS, 'fair').swaps),
        reference: traces.map((jobs) => simulate(jobs, GPUS, 'fifo').swaps),
        goal: { ...atMost(0.4), text: '≥ 60 % fewer' },
      }),
      lineOf({
        what: "light owner's p95 wait · its share alone",
        unit: 's',
        ours: shared.map(({ runs }) => lightWait(runs)),
        reference: alone.map(({ runs }) => lightWait(runs)),
        goal: atMost(2),
      }),
    ]);
  },
};

/** Five owners, models in an order without a pattern that would help. */
function mixedJobs(round: number): SimulatedJob[] {
  let state = (round + 1) >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: JOBS }, (_, index) => ({
    id: `job ${index}`,
    owner: `owner ${next(5)}`,
    atS: 0,
    priority: 5,
    model: MODELS[next(MODELS.length)] ?? 'ink',
  }));
}

const heavy = (job: SimulatedJob): SimulatedJob => ({ ...job, owner: 'heavy' });

const lightJobs = (): SimulatedJob[] =>
  Array.from({ length: LIGHT_JOBS }, (_, index) => ({
    id: `light ${index}`,
    owner: 'light',
    atS: LIGHT_AT_S,
    priority: 5,
    model: MODELS[index % MODELS.length] ?? 'ink',
  }));

function lightWait(runs: readonly SimulatedRun[]): number {
  const light = runs.filter(({ job }) => job.owner === 'light');
  return percentile(
    light.map(({ job, startS }) => startS - job.atS),
    95,
  );
}
