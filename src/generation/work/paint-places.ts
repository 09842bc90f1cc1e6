import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '../../common/errors';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import { BackendPool } from '../backends/backend-pool';
import type { PoolMember } from '../backends/pool-member';
import type { Slot } from '../backends/slot-ledger';
import type { ClaimedJob } from '../jobs/job-store';
import { chooseJob, type Candidate } from '../scheduling/choose-job';
import { PaintQueue, type Painter } from '../scheduling/paint-queue';

/** Every so many-th choice goes to who waits far too long, if anybody does. */
const OVERDUE_TURN = 4;
/** Replicas that look at the same queue take jobs from each other: who has lost every one it saw looks again, so often. */
const LOOKS = 5;

/** A job and the place it is painted at. */
export interface PaintTurn {
  readonly job: ClaimedJob;
  readonly member: PoolMember;
  readonly slot: Slot;
}

/** What the worker does with a turn: resolves when the picture is painted, or was not, and the place is free again. */
export type PaintOne = (turn: PaintTurn) => Promise<void>;

/** What the places are filled with. */
interface Work {
  readonly paintOne: PaintOne;
  readonly mayGoOn: () => boolean;
}

interface Place {
  readonly member: PoolMember;
  slot?: Slot;
  /** Which call of `fill` its last look at the queue came after. */
  lookedAt: number;
}

/**
 * The places of this process at the backends. A place holds a slot and works off the queue at it, job after job, so that
 * between a picture and the next request to the same server lie a few short statements; when nothing is left that the
 * backend can paint it gives the slot back.
 */
@Injectable()
export class PaintPlaces {
  private readonly log = new Logger(PaintPlaces.name);
  private readonly seeking = new Map<PoolMember, Place>();
  private readonly places = new Set<Promise<void>>();
  /** Calls of `fill`: a place that found nothing looks again when there was one since. */
  private calls = 0;
  private turns = 0;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly pool: BackendPool,
    private readonly queue: PaintQueue,
  ) {}

  /** Opens a place wherever a backend may be free, one at a time each; a place that finds work opens the next. */
  fill(paintOne: PaintOne, mayGoOn: () => boolean): void {
    this.calls += 1;
    this.lookAround({ paintOne, mayGoOn });
  }

  /** Resolves when every place has been left. */
  async left(): Promise<void> {
    while (this.places.size > 0) await Promise.all(this.places);
  }

  private lookAround(work: Work): void {
    for (const member of this.pool.members) {
      const isFull = member.places >= member.backend.slots;
      if (!isFull && !this.seeking.has(member) && work.mayGoOn()) this.open(member, work);
    }
  }

  private open(member: PoolMember, work: Work): void {
    const place: Place = { member, lookedAt: this.calls };
    this.seeking.set(member, place);
    this.pool.enter(member);
    const done = this.workOff(place, work)
      .catch((error: unknown) => this.log.warn({ msg: 'a place was given up', error: messageOf(error) }))
      .then(() => this.giveBack(place, work))
      .finally(() => {
        this.endSeeking(place);
        this.pool.leave(member);
        this.places.delete(done);
        if (place.lookedAt < this.calls) this.lookAround(work);
      });
    this.places.add(done);
  }

  private async workOff(place: Place, work: Work): Promise<void> {
    const { member } = place;
    let looks = LOOKS;
    while (looks > 0 && work.mayGoOn() && (await this.pool.isReady(member))) {
      place.lookedAt = this.calls;
      const [line] = await Promise.all([this.line(member), this.keepSlot(place)]);
      // No slot is taken for nothing: others may look for one at this moment.
      if (line.length > 0) place.slot ??= await this.pool.takeSlot(member);
      if (line.length === 0 || place.slot === undefined) return;
      const job = await this.claimFirst(line, member);
      looks = job === undefined ? looks - 1 : LOOKS;
      if (job === undefined) continue;
      this.endSeeking(place);
      this.lookAround(work);
      await work.paintOne({ job, member, slot: place.slot });
    }
  }

  private endSeeking(place: Place): void {
    if (this.seeking.get(place.member) === place) this.seeking.delete(place.member);
  }

  private async giveBack({ slot, member }: Place, work: Work): Promise<void> {
    if (slot === undefined) return;
    await this.pool.releaseSlot(slot);
    // Left though there may be work: another replica can go on at once.
    if (!work.mayGoOn() && member.backend.isShared) await this.queue.announceFreePlace().catch(() => undefined);
  }

  /** A sign of life for the slot of the place, if it has one; forgets it when it was lost. */
  private async keepSlot(place: Place): Promise<void> {
    const { slot } = place;
    if (slot !== undefined && !(await this.pool.renew(slot, this.config.JOB_LEASE_MS))) place.slot = undefined;
  }

  /** The jobs that it may paint now; at times only the one that waits for too long. */
  private async line(member: PoolMember): Promise<readonly Candidate[]> {
    const { ability } = member;
    if (ability === undefined) return [];
    const painter: Painter = { ability, others: this.pool.abilitiesUp(member) };
    const isOverdueTurn = this.turns % OVERDUE_TURN === OVERDUE_TURN - 1;
    const overdue = isOverdueTurn ? await this.queue.overdue(painter) : undefined;
    return overdue === undefined ? this.queue.candidates(painter) : [overdue];
  }

  private async claimFirst(line: readonly Candidate[], member: PoolMember): Promise<ClaimedJob | undefined> {
    const backend = { model: member.model, loadedElsewhere: this.pool.loadedElsewhere(member) };
    let left = line;
    for (let chosen = chooseJob(left, backend); chosen !== undefined; chosen = chooseJob(left, backend)) {
      const { id } = chosen;
      const job = await this.queue.claim(id, this.config.JOB_LEASE_MS);
      this.turns += 1;
      if (job !== undefined) return job;
      left = left.filter((candidate) => candidate.id !== id);
    }
    return undefined;
  }
}
