import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchPlace } from '../harness/bench-place';
import { machineFacts } from '../harness/machine';
import { BenchStage } from '../harness/stage';
import { engineLoads, type Demand } from './engine-loads';
import { simulateRoom, type RoomResult } from './simulated-room';
import { measureUnitCosts, type UnitCosts } from './unit-costs';

/** The size that docs/scale.md asks about. */
const DEMAND: Demand = {
  gpus: 1000,
  renderMs: 4000,
  eventsPerSecond: 10_000,
  readsPerSecond: 50_000,
  cachedShare: 0.95,
  images: 50_000_000,
};
const GPUS = [10, 50, 100, 250, 500, 1000, 2000];
const DATABASE_CORES = [2, 8, 32];
const ROUND_TRIP_MS = 0.5;
/** The product claims a quarter of a picture's time ahead. */
const LEAD_SHARE = 0.25;
const SECONDS = 60;
/** As the places of the product do it. */
const WISHES = 8;

/** Measures what single operations cost, and works out what a thousand GPUs would ask of each engine. */
export async function runScale(place: BenchPlace): Promise<void> {
  const costs = await measureUnitCosts(new BenchStage(place, 'quick'));
  const loads = engineLoads(costs, DEMAND);
  const rooms = DATABASE_CORES.flatMap((cores) =>
    GPUS.map((gpus) => ({ databaseCores: cores, gpus, ...simulated(costs, cores, gpus) })),
  );
  print({ costs, loads });
  console.table(rooms.map(readable));
  const file = join(place.checkout, 'bench/scale.json');
  await writeFile(
    file,
    `${JSON.stringify({ machine: machineFacts(), demand: DEMAND, costs, loads, rooms }, undefined, 2)}\n`,
  );
}

function simulated({ picture, look, claim }: UnitCosts, databaseCores: number, gpus: number): RoomResult {
  const lookMs = look.alone + look.perOtherBackend * gpus;
  return simulateRoom({
    gpus,
    renderMs: DEMAND.renderMs,
    databaseCores,
    lookMs,
    claimMs: claim.won,
    lostClaimMs: claim.lost,
    wishes: WISHES,
    restMs: Math.max(0, picture.database - look.alone - claim.won),
    otherLoad: 0,
    roundTripMs: ROUND_TRIP_MS,
    leadMs: DEMAND.renderMs * LEAD_SHARE,
    seconds: SECONDS,
  });
}

function print(told: object): void {
  console.log(
    JSON.stringify(
      told,
      (_key, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value),
      2,
    ),
  );
}

const readable = (room: RoomResult & { databaseCores: number; gpus: number }) => ({
  'database cores': room.databaseCores,
  GPUs: room.gpus,
  'busy %': (room.busyShare * 100).toFixed(1),
  'pictures/s': room.picturesPerSecond.toFixed(0),
  'lost claims a picture': room.lostClaims.toFixed(2),
  'gap p95 ms': room.gapP95Ms.toFixed(0),
  'database busy %': (room.databaseShare * 100).toFixed(0),
});
