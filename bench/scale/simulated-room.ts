import { SeededRandom } from '../../test/support/seeded-random';

/** A room of GPUs in front of one database. */
export interface Room {
  readonly gpus: number;
  /** Milliseconds of one picture on a GPU; the real time is spread evenly over ± 20 %. */
  readonly renderMs: number;
  readonly databaseCores: number;
  /** Processor milliseconds of the database for one look at the queue, a claim won or lost, and everything else of a picture. */
  readonly lookMs: number;
  readonly claimMs: number;
  readonly lostClaimMs: number;
  /** Jobs that one claim tries. */
  readonly wishes: number;
  readonly restMs: number;
  /** Share of the database's cores that intake and reads take away, 0 to 1. */
  readonly otherLoad: number;
  /** Between a statement and its answer, in milliseconds. */
  readonly roundTripMs: number;
  /** The next job is claimed so long before a picture is done. */
  readonly leadMs: number;
  readonly seconds: number;
}

/** What a simulated room did. */
export interface RoomResult {
  /** Of the GPUs' time, 0 to 1. */
  readonly busyShare: number;
  readonly picturesPerSecond: number;
  /** Claims that another place had made before, for each picture. */
  readonly lostClaims: number;
  /** From one picture to the next at the same GPU, in milliseconds. */
  readonly gapP95Ms: number;
  /** Of the database's cores, 0 to 1. */
  readonly databaseShare: number;
}

type Step = () => void;

/**
 * A discrete-event simulation of what the product does at every place: shortly before a picture is done look at the head of the
 * queue and claim one of its first jobs; paint; finish behind the place. The queue never ends. The database answers statements in
 * the order they come, on its cores; places that look at the same moment see the same jobs and may lose claims to each other.
 */
export function simulateRoom(room: Room): RoomResult {
  const clock = new Clock();
  const database = new Cores(clock, Math.max(0.5, room.databaseCores * (1 - room.otherLoad)));
  const taken = new Set<number>();
  const random = new SeededRandom(room.gpus);
  const gaps: number[] = [];
  const untilMs = room.seconds * 1000;
  let first = 0;
  let busyMs = 0;
  let lost = 0;
  let pictures = 0;

  const statement = (costMs: number, then: Step): void =>
    clock.after(room.roundTripMs / 2, () => database.work(costMs, () => clock.after(room.roundTripMs / 2, then)));

  const look = (claimed: Step): void =>
    statement(room.lookMs, () => {
      while (taken.has(first)) taken.delete(first++);
      const wishes: number[] = [];
      for (let job = first; wishes.length < room.wishes; job += 1) if (!taken.has(job)) wishes.push(job);
      claim(wishes, claimed);
    });

  const claim = (wishes: readonly number[], claimed: Step): void => {
    const isFree = (job: number): boolean => job >= first && !taken.has(job);
    statement(wishes.some(isFree) ? room.claimMs : room.lostClaimMs, () => {
      const job = wishes.find(isFree);
      if (job !== undefined) {
        taken.add(job);
        return claimed();
      }
      lost += 1;
      look(claimed);
    });
  };

  const paint = (freeSince: number): void => {
    gaps.push(clock.nowMs - freeSince);
    const durationMs = room.renderMs * random.between(0.8, 1.2);
    let endedAtMs: number | undefined;
    let hasNext = false;
    const goOn = (): void => {
      if (hasNext && endedAtMs !== undefined) paint(endedAtMs);
    };
    clock.after(Math.max(0, durationMs - room.leadMs), () =>
      look(() => {
        hasNext = true;
        goOn();
      }),
    );
    clock.after(durationMs, () => {
      busyMs += durationMs;
      pictures += 1;
      endedAtMs = clock.nowMs;
      statement(room.restMs, () => undefined);
      goOn();
    });
  };

  // They do not all begin at once, as they would not after the first minute.
  for (let gpu = 0; gpu < room.gpus; gpu += 1) {
    const beginsMs = random.between(0, room.renderMs);
    clock.after(beginsMs, () => look(() => paint(beginsMs)));
  }
  clock.run(untilMs);
  const sorted = gaps.sort((one, other) => one - other);
  return {
    busyShare: busyMs / (room.gpus * (untilMs - room.renderMs)),
    picturesPerSecond: pictures / room.seconds,
    lostClaims: lost / Math.max(1, pictures),
    gapP95Ms: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
    databaseShare: room.otherLoad + database.busyMs / untilMs / room.databaseCores,
  };
}

/** Simulated time: a heap of what happens when. */
class Clock {
  nowMs = 0;
  private readonly heap: { readonly atMs: number; readonly step: Step }[] = [];

  after(ms: number, step: Step): void {
    const event = { atMs: this.nowMs + ms, step };
    let at = this.heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.heap[parent]?.atMs ?? 0) <= event.atMs) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  run(untilMs: number): void {
    for (let event = this.pop(); event !== undefined && event.atMs <= untilMs; event = this.pop()) {
      this.nowMs = event.atMs;
      event.step();
    }
  }

  private pop() {
    const top = this.heap[0];
    const last = this.heap.pop();
    if (top === undefined || last === undefined || this.heap.length === 0) return top;
    this.heap[0] = last;
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if ((this.heap[left]?.atMs ?? Infinity) < (this.heap[least]?.atMs ?? Infinity)) least = left;
      if ((this.heap[right]?.atMs ?? Infinity) < (this.heap[least]?.atMs ?? Infinity)) least = right;
      if (least === at) return top;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(one: number, other: number): void {
    const [first, second] = [this.heap[one], this.heap[other]];
    if (first === undefined || second === undefined) return;
    this.heap[one] = second;
    this.heap[other] = first;
  }
}

/** Cores that work off a line, first come, first served; a fraction of a core is one that is slower. */
class Cores {
  busyMs = 0;
  private free: number;
  private readonly speed: number;
  private readonly line: { readonly costMs: number; readonly then: Step }[] = [];

  constructor(
    private readonly clock: Clock,
    cores: number,
  ) {
    this.free = Math.max(1, Math.floor(cores));
    this.speed = cores / this.free;
  }

  work(costMs: number, then: Step): void {
    this.line.push({ costMs, then });
    this.next();
  }

  private next(): void {
    if (this.free === 0) return;
    const one = this.line.shift();
    if (one === undefined) return;
    this.free -= 1;
    this.busyMs += one.costMs;
    this.clock.after(one.costMs / this.speed, () => {
      this.free += 1;
      one.then();
      this.next();
    });
  }
}
