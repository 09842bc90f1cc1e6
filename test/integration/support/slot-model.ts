import type { ImageBackend } from '../../../src/generation/backends/image-backend';
import { SlotLedger, type Slot } from '../../../src/generation/backends/slot-ledger';
import { JobStore, LeaseLostError, type ClaimedJob } from '../../../src/generation/jobs/job-store';
import { PaintQueue } from '../../../src/generation/scheduling/paint-queue';
import type { TestDatabase } from './database';

const LEASE_MS = 60_000;

/** A place of a replica at a backend, as `PaintPlaces` works it off. */
interface Place {
  readonly replica: number;
  readonly backend: ImageBackend;
  readonly slot: Slot;
  inWork?: ClaimedJob;
  ahead?: ClaimedJob;
  /** Its lease ran out without its replica knowing: what it has in flight is what a dead server would finish, too. */
  isOverdue: boolean;
}

/** What can happen in one step, and how often. */
const STEPS = [
  ['open', 20],
  ['begin', 20],
  ['claimAhead', 15],
  ['finish', 25],
  ['beat', 8],
  ['giveBack', 4],
  ['die', 2],
  ['fallSilent', 2],
  ['drain', 2],
] as const;
type Step = (typeof STEPS)[number][0];
const WEIGHT = STEPS.reduce((sum, [, weight]) => sum + weight, 0);

/**
 * Replicas that share backends, one step at a time over the service's own statements: they take slots, claim jobs at once and
 * ahead, paint, give signs of life, give back, die, and fall silent until their leases are over. What the servers would
 * see is counted after every step. Equal seeds give equal steps.
 */
export class SlotModel {
  /** Steps that broke a promise, in words. */
  readonly faults: string[] = [];
  readonly done = new Map<Step, number>();
  /** Most pictures in work at each backend, by name. */
  readonly most = new Map<string, number>();
  private readonly ledgers: readonly SlotLedger[];
  private readonly queue: PaintQueue;
  private readonly jobs: JobStore;
  private readonly draining = new Set<ImageBackend>();
  private places: Place[] = [];

  constructor(
    private readonly database: TestDatabase,
    private readonly backends: readonly ImageBackend[],
    private readonly jobIds: readonly string[],
    private readonly random: () => number,
  ) {
    this.ledgers = [0, 1, 2].map(() => new SlotLedger(database.dataSource));
    this.queue = new PaintQueue(database.dataSource);
    this.jobs = new JobStore(database.dataSource);
  }

  async run(steps: number): Promise<void> {
    for (const backend of this.backends) await this.ledgers[0]?.register(backend);
    for (let index = 0; index < steps; index += 1) {
      const step = this.chosen();
      this.done.set(step, (this.done.get(step) ?? 0) + 1);
      await this[step]();
      this.look(`step ${index} (${step})`);
    }
  }

  private chosen(): Step {
    let left = this.random() * WEIGHT;
    for (const [step, weight] of STEPS) if ((left -= weight) < 0) return step;
    return 'beat';
  }

  /** Some jobs, as a place chooses them. */
  private wishes(): string[] {
    return Array.from({ length: 3 }, () => this.pick(this.jobIds)).filter((id) => id !== undefined);
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.random() * from.length)];
  }

  private async open(): Promise<void> {
    const backend = this.pick(this.backends);
    const replica = Math.floor(this.random() * this.ledgers.length);
    if (backend === undefined || this.draining.has(backend)) return;
    const slot = await this.ledgers[replica]?.take(backend, LEASE_MS);
    if (slot !== undefined) this.places.push({ replica, backend, slot, isOverdue: false });
  }

  private async begin(): Promise<void> {
    const place = this.pick(this.places.filter(({ inWork }) => inWork === undefined));
    if (place === undefined || !(await this.isHeld(place))) return;
    place.inWork = await this.queue.claim(this.wishes(), LEASE_MS);
  }

  private async claimAhead(): Promise<void> {
    const place = this.pick(this.places.filter(({ inWork, ahead }) => inWork !== undefined && ahead === undefined));
    if (place !== undefined) place.ahead = await this.queue.claim(this.wishes(), LEASE_MS);
  }

  /** The picture is painted; what was claimed ahead follows without a question while the lease is young. */
  private async finish(): Promise<void> {
    const place = this.pick(this.places.filter(({ inWork }) => inWork !== undefined));
    if (place?.inWork === undefined) return;
    const { inWork, ahead } = place;
    place.inWork = undefined;
    place.ahead = undefined;
    await this.handBack(inWork);
    if (ahead === undefined) return;
    const isYoung = performance.now() - place.slot.aliveAtMs < LEASE_MS / 2;
    if (isYoung || ((await this.isHeld(place)) && (await this.isStillOurs(ahead)))) place.inWork = ahead;
    else await this.handBack(ahead);
  }

  private async beat(): Promise<void> {
    const place = this.pick(this.places);
    if (place === undefined || (await this.isHeld(place))) return;
    for (const job of [place.inWork, place.ahead]) if (job !== undefined) await this.handBack(job);
  }

  private async giveBack(): Promise<void> {
    const place = this.pick(this.places.filter(({ inWork }) => inWork === undefined));
    if (place === undefined) return;
    this.forget(place);
    await this.ledgers[place.replica]?.release(place.slot);
  }

  /** Its connections break, its leases run out, and another process starts in its place. */
  private async die(): Promise<void> {
    const replica = Math.floor(this.random() * this.ledgers.length);
    const left = this.places.filter((place) => place.replica === replica);
    for (const place of left) this.forget(place);
    await this.runOut(left);
  }

  /** Stopped for longer than its leases last: it goes on as if nothing had been. */
  private async fallSilent(): Promise<void> {
    const replica = Math.floor(this.random() * this.ledgers.length);
    const left = this.places.filter((place) => place.replica === replica);
    for (const place of left) {
      place.isOverdue = true;
      place.slot.aliveAtMs -= LEASE_MS;
    }
    await this.runOut(left);
  }

  private drain(): Promise<void> {
    const backend = this.pick(this.backends);
    if (backend !== undefined && !this.draining.delete(backend)) this.draining.add(backend);
    return Promise.resolve();
  }

  private async isHeld(place: Place): Promise<boolean> {
    const isOurs = await this.ledgers[place.replica]?.renew(place.slot, LEASE_MS);
    if (isOurs !== true) {
      this.forget(place);
      return false;
    }
    // A job whose lease is gone is stopped by the same sign of life.
    if (place.inWork !== undefined && !(await this.isStillOurs(place.inWork))) place.inWork = undefined;
    if (place.ahead !== undefined && !(await this.isStillOurs(place.ahead))) place.ahead = undefined;
    place.isOverdue = false;
    return true;
  }

  private async isStillOurs(job: ClaimedJob): Promise<boolean> {
    try {
      await this.jobs.renew(job, LEASE_MS);
      return true;
    } catch (error) {
      if (error instanceof LeaseLostError) return false;
      throw error;
    }
  }

  private async handBack(job: ClaimedJob): Promise<void> {
    await this.jobs.handBack(job).catch((error: unknown) => {
      if (!(error instanceof LeaseLostError)) throw error;
    });
  }

  private forget(place: Place): void {
    this.places = this.places.filter((other) => other !== place);
  }

  private async runOut(places: readonly Place[]): Promise<void> {
    const { dataSource } = this.database;
    const past = `lease_until = now() - interval '1 ms'`;
    const tokens = places.map(({ slot }) => slot.token);
    await dataSource.query(`UPDATE backend_slots SET ${past} WHERE lease_token = ANY($1)`, [tokens]);
    const jobs = places.flatMap(({ inWork, ahead }) => [inWork, ahead]).flatMap((job) => job?.lease_token ?? []);
    await dataSource.query(`UPDATE generation_jobs SET ${past} WHERE lease_token = ANY($1)`, [jobs]);
    await this.jobs.returnExpired();
  }

  private look(when: string): void {
    const painting = this.places.filter(({ inWork, isOverdue }) => inWork !== undefined && !isOverdue);
    for (const backend of this.backends) {
      const { name, slots } = backend;
      const count = painting.filter((place) => place.backend === backend).length;
      this.most.set(name, Math.max(this.most.get(name) ?? 0, count));
      if (count > slots) this.faults.push(`${when}: ${count} pictures at ${name}, which has ${slots} slots`);
    }
    const jobs = painting.map(({ inWork }) => inWork?.id);
    if (new Set(jobs).size < jobs.length) this.faults.push(`${when}: a job is painted twice`);
  }
}
