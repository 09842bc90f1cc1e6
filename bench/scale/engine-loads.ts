import type { UnitCosts } from './unit-costs';

/** What the world asks of the service. */
export interface Demand {
  readonly gpus: number;
  /** Milliseconds of a picture on one GPU. */
  readonly renderMs: number;
  readonly eventsPerSecond: number;
  readonly readsPerSecond: number;
  /** Share of the reads that browsers and a CDN answer, 0 to 1. */
  readonly cachedShare: number;
  /** Pictures kept. */
  readonly images: number;
}

/** What each engine must carry then. */
export interface EngineLoads {
  readonly picturesPerSecond: number;
  /** Cores busy. */
  readonly databaseCores: { readonly intake: number; readonly pictures: number; readonly reads: number };
  readonly serviceCores: { readonly intake: number; readonly pictures: number; readonly reads: number };
  readonly hubCores: number;
  readonly walBytesPerSecond: number;
  readonly rowBytes: number;
  readonly storedBytes: number;
  readonly storedBytesPerDay: number;
  /** Of the one relay that leads, 0 to 1 and beyond. */
  readonly relayShare: number;
}

/** Multiplies measured unit costs by a demand: what grows evenly. What does not is simulated (`simulated-room.ts`). */
export function engineLoads(costs: UnitCosts, demand: Demand): EngineLoads {
  const pictures = demand.gpus / (demand.renderMs / 1000);
  const reads = demand.readsPerSecond * (1 - demand.cachedShare);
  const { intake, picture, hotRead } = costs;
  const cores = (engine: 'database' | 'service') => ({
    intake: (intake[engine] * demand.eventsPerSecond) / 1000,
    pictures: (picture[engine] * pictures) / 1000,
    reads: (hotRead[engine] * reads) / 1000,
  });
  return {
    picturesPerSecond: pictures,
    databaseCores: cores('database'),
    serviceCores: cores('service'),
    hubCores: (intake.hub * demand.eventsPerSecond + picture.hub * pictures) / 1000,
    walBytesPerSecond: intake.walBytes * demand.eventsPerSecond + picture.walBytes * pictures,
    rowBytes: picture.rowBytes * demand.images,
    storedBytes: picture.storedBytes * demand.images,
    storedBytesPerDay: picture.storedBytes * pictures * 86_400,
    relayShare: demand.eventsPerSecond / costs.relayPerSecond,
  };
}
